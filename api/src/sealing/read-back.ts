import {
  entryHash,
  entrySignatureCheck,
  equalBytes,
  LedgerError,
  parseEntry,
  type Crypto,
  type SealedRange,
} from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { SealingError } from './sealing-error.js'

const PAGE = 512

/** The stored bytes of a range, all of it. @throws SealingError ENTRY_MISSING */
export async function readRange(store: EventStore, range: SealedRange): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for (let next = range.from; next <= range.to; next = range.from + events.length) {
    const page = await store.readStream(range.stream, next, Math.min(PAGE, range.to - next + 1))
    const [first] = page
    if (first?.revision !== next) throw missing(range.stream, next)
    for (const event of page) {
      if (event.revision !== range.from + events.length) break
      events.push(event)
    }
  }
  return events
}

export interface StoredLeaf {
  readonly event: StoredEvent
  /** Leaf hash of the stored bytes. */
  readonly hash: Uint8Array
}

/** What is needed to know that stored bytes are an entry of this ledger. */
export interface EntryRules {
  readonly origin: string
  readonly crypto: Crypto
  /** Whether entries may be signed with this certificate (DER). */
  isSealCertificate(certificate: Uint8Array): boolean
  /** Told of entries of the keys' stream once they are sealed: a key they add signs what comes after. */
  readonly onKeySealed?: (entry: Uint8Array, batch: number) => void
}

/**
 * Verifies entries of which this process kept no hash: form, place, chain to the entry before,
 * certificate, signature. Entries of a stream follow each other in `leaves`.
 * @throws SealingError ENTRY_BROKEN naming stream and revision
 */
export async function verifyLeaves(
  leaves: readonly StoredLeaf[],
  store: EventStore,
  rules: EntryRules,
): Promise<void> {
  const previous = new Map<string, { readonly revision: number; readonly hash: Uint8Array }>()
  const checks = []
  for (const { event, hash } of leaves) {
    const before = previous.get(event.stream)
    const isNext = before?.revision === event.revision - 1
    const link = isNext ? before.hash : await readHash(store, event, rules.crypto)
    checks.push(checkForm(event, link, rules))
    previous.set(event.stream, { revision: event.revision, hash })
  }
  const valid = await rules.crypto.verifySignatures(checks)
  for (const [i, { event }] of leaves.entries()) {
    if (valid[i] !== true) throw broken(event, 'its signature is not valid')
  }
}

async function readHash(
  store: EventStore,
  { stream, revision }: StoredEvent,
  crypto: Crypto,
): Promise<Uint8Array | null> {
  if (revision === 0) return null
  const [event] = await store.readStream(stream, revision - 1, 1)
  return event?.revision === revision - 1 ? entryHash(event.data, crypto) : new Uint8Array(0)
}

function checkForm(event: StoredEvent, link: Uint8Array | null, rules: EntryRules) {
  const { envelope, certificate, publicKey, ...signed } = parse(event, rules.crypto)
  if (envelope.origin !== rules.origin) throw broken(event, 'it is of another ledger')
  if (envelope.stream !== event.stream || envelope.revision !== event.revision) {
    throw broken(event, `it says it is ${envelope.stream}@${envelope.revision}`)
  }
  const { previous } = envelope
  const isLinked =
    link === null
      ? previous === null
      : previous !== null && equalBytes(Uint8Array.fromHex(previous), link)
  if (!isLinked) throw broken(event, 'its previous entry is another one')
  if (!rules.isSealCertificate(certificate))
    throw broken(event, 'its certificate is not a seal key')
  return entrySignatureCheck({ ...signed, certificate, publicKey }, publicKey)
}

function parse(event: StoredEvent, crypto: Crypto) {
  try {
    return parseEntry(event.data, crypto)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    throw broken(event, error.message)
  }
}

export function missing(stream: string, revision: number): SealingError {
  return new SealingError('ENTRY_MISSING', `${stream}@${revision} is not in the store`, {
    details: { stream, revision },
  })
}

export function broken({ stream, revision }: StoredEvent, why: string): SealingError {
  return new SealingError('ENTRY_BROKEN', `${stream}@${revision}: ${why}`, {
    details: { stream, revision },
  })
}
