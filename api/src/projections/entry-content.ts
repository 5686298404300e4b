import { ENVELOPE_VERSION, type Envelope } from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'

const SEQUENCE = 0x30
const EXPLICIT_0 = 0xa0
const OCTET_STRING = 0x04
/** ContentInfo, SignedData, EncapsulatedContentInfo: what is stepped into or over until the content. */
const WAY = [
  { tag: SEQUENCE, skips: 1 },
  { tag: EXPLICIT_0, skips: 0 },
  { tag: SEQUENCE, skips: 2 },
  { tag: SEQUENCE, skips: 1 },
  { tag: EXPLICIT_0, skips: 0 },
]

/** As far as it is looked at. */
type Claimed = {
  readonly [member in keyof Envelope]?: unknown
} & { readonly actor?: { readonly id?: unknown } | null }

/** What an entry says, taken at its word. */
export interface EntryContent {
  readonly envelope: Envelope
  readonly content: Uint8Array
}

/**
 * What a stored entry says without checking that it is well formed: three times as fast as `parseEntry`,
 * for rebuilding from a log whose roots are compared afterwards. Untrusted.
 *
 * @returns undefined for whatever is not plainly an entry of this place: `parseEntry` says why
 */
export function entryContent({ data, stream, revision }: StoredEvent): EntryContent | undefined {
  const content = findContent(data)
  if (content === undefined) return undefined
  const envelope = parseJson(content) as Claimed | null | undefined
  const isPlain =
    envelope?.v === ENVELOPE_VERSION &&
    envelope.stream === stream &&
    envelope.revision === revision &&
    typeof envelope.type === 'string' &&
    typeof envelope.recordedAt === 'string' &&
    !Number.isNaN(Date.parse(envelope.recordedAt)) &&
    typeof envelope.actor?.id === 'string' &&
    typeof envelope.data === 'object' &&
    envelope.data !== null &&
    Array.isArray(envelope.commitments)
  return isPlain ? { envelope: envelope as Envelope, content } : undefined
}

function findContent(der: Uint8Array): Uint8Array | undefined {
  let at = 0
  for (const { tag, skips } of WAY) {
    if (der[at] !== tag) return undefined
    at = contentStart(der, at)
    for (let i = 0; i < skips; i++) at = contentStart(der, at) + contentLength(der, at)
  }
  if (der[at] !== OCTET_STRING) return undefined
  const start = contentStart(der, at)
  return der.subarray(start, start + contentLength(der, at))
}

/** Where the content of the element at `at` begins. */
function contentStart(der: Uint8Array, at: number): number {
  const first = der[at + 1] ?? 0
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f)
}

function contentLength(der: Uint8Array, at: number): number {
  const first = der[at + 1] ?? 0
  if (first < 0x80) return first
  let length = 0
  for (let i = at + 2; i < contentStart(der, at); i++) length = length * 256 + (der[i] ?? 0)
  return length
}

function parseJson(content: Uint8Array): unknown {
  try {
    const { buffer, byteOffset, byteLength } = content
    return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'))
  } catch {
    return undefined
  }
}
