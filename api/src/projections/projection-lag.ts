import type { Crypto } from '@contremarque/ledger'
import type { Position, StoredEvent } from '../event-store/event-store.js'
import { readEvent } from './read-event.js'

/** Milliseconds after which the last page says nothing of now. */
const LASTING = 1_000

/** How long what was recorded last had to wait until queries saw it. */
export class ProjectionLag {
  private readonly crypto: Crypto
  private oldest: StoredEvent | undefined
  private storedAt: number | undefined

  constructor(crypto: Crypto) {
    this.crypto = crypto
  }

  /** Whether a page was begun and is not stored. */
  get isWaiting(): boolean {
    return this.oldest !== undefined && this.storedAt === undefined
  }

  begin(page: readonly StoredEvent[]): void {
    this.oldest = page[0]
    this.storedAt = undefined
  }

  /** Everything up to this position is stored. */
  stored(until: Position, now: number): void {
    if (this.isWaiting && this.oldest!.position <= until) this.storedAt = now
  }

  /** Of the oldest event in the page in hand, or in the last one; 0 when nothing came for a second. */
  at(now: number): number {
    if (this.oldest === undefined) return 0
    if (this.storedAt !== undefined && now - this.storedAt > LASTING) return 0
    const recordedAt = recordedAtOf(this.oldest, this.crypto)
    return recordedAt === undefined ? 0 : Math.max(0, (this.storedAt ?? now) - recordedAt)
  }
}

/** Our clock as the event states it, milliseconds since 1970. */
function recordedAtOf(event: StoredEvent, crypto: Crypto): number | undefined {
  const read = readEvent(event, crypto, 'trusting')
  switch (read.kind) {
    case 'entry':
      return read.envelope === null ? undefined : Date.parse(read.envelope.recordedAt)
    case 'batch':
      return Date.parse(read.record.sealedAt)
    case 'stamp':
      return Date.parse(read.record.stampedAt)
    case 'revocation':
      return Date.parse(read.record.fetchedAt)
    case 'closing':
      return Date.parse(read.record.closedAt)
    case 'unreadable':
      return undefined
  }
}
