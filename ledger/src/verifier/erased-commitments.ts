import type { Crypto } from '../crypto/crypto.ts'
import type { Envelope } from '../entry/envelope.ts'
import { eventDataProblem, findEventType } from '../entry/event-types.ts'
import { parseEntry } from '../entry/parse-entry.ts'
import { ifReadable } from '../errors.ts'
import type { ErasedReport } from '../report/report.ts'
import type { LedgerSource } from '../source/ledger-source.ts'
import type { PlacedEntry } from './placed.ts'

/** Commitments told one by one. */
export const MAX_LISTED = 1_000

interface ErasedField {
  readonly stream: string
  readonly revision: number
  readonly field: string
}

/**
 * The commitments that entries name as erased: all are counted; of those that are looked out for it is kept where
 * they stand. An entry comes before the one that tells its erasure, so who reads once must be told beforehand.
 */
export class ErasedCommitments {
  private readonly wanted: ReadonlySet<string>
  private readonly found = new Map<string, ErasedField>()
  private readonly named = new Set<string>()
  private count = 0

  /** @param wanted digests, hexadecimal; untrusted */
  constructor(wanted: ReadonlySet<string>) {
    this.wanted = wanted
  }

  /** Of any entry that can be read. */
  look({ stream, revision }: PlacedEntry, { commitments }: Envelope): void {
    if (this.wanted.size === 0) return
    for (const { field, digest } of commitments) {
      const isNew = this.wanted.has(digest) && !this.found.has(digest)
      if (isNew) this.found.set(digest, { stream, revision, field })
    }
  }

  /** Of a well-formed entry that tells an erasure. */
  name(envelope: Envelope): void {
    const digests = namedIn(envelope)
    this.count += digests.length
    for (const digest of digests) if (this.wanted.has(digest)) this.named.add(digest)
  }

  /** Null when no entry tells an erasure. */
  report(): ErasedReport | null {
    if (this.count === 0) return null
    const listed = [...this.found].flatMap(([digest, field]) =>
      this.named.has(digest) ? [field] : [],
    )
    return {
      commitments: this.count,
      entries: byEntry(listed),
      leftOut: this.count - listed.length,
    }
  }
}

/** What a source says was erased, as much of it as is listed; before it is read and never believed. */
export async function erasedBeforehand(
  source: LedgerSource,
  crypto: Crypto,
): Promise<ReadonlySet<string>> {
  const wanted = new Set<string>()
  if (source.erasures === undefined) return wanted
  for await (const ders of source.erasures()) {
    for (const der of ders) {
      const envelope = ifReadable(() => parseEntry(der, crypto).envelope)
      if (envelope === undefined || !tellsErasure(envelope)) continue
      for (const digest of namedIn(envelope)) {
        if (wanted.size === MAX_LISTED) return wanted
        wanted.add(digest)
      }
    }
  }
  return wanted
}

function tellsErasure({ type, typeVersion, data }: Envelope): boolean {
  const eventType = type === 'OpeningsErased' ? findEventType(type, typeVersion) : undefined
  return eventType !== undefined && eventDataProblem(eventType, data) === null
}

function namedIn({ data }: Envelope): readonly string[] {
  return data['commitments'] as readonly string[]
}

/** Those of one entry come together. */
function byEntry(fields: readonly ErasedField[]): ErasedReport['entries'] {
  const entries: { stream: string; revision: number; fields: string[] }[] = []
  for (const { stream, revision, field } of fields) {
    const last = entries.at(-1)
    if (last?.stream === stream && last.revision === revision) last.fields.push(field)
    else entries.push({ stream, revision, fields: [field] })
  }
  return entries
}
