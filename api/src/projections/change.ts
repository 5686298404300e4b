import type { Position } from '../event-store/event-store.js'
import type { ReadEvent } from './read-event.js'

/** What became visible in the read models. */
export type Change = EntryChange | SealedChange | StampedChange

export interface EntryChange {
  readonly kind: 'entry'
  readonly stream: string
  readonly revision: number
  readonly type: string
  /** Uuid of the entry. */
  readonly id: string
  readonly position: Position
}

export interface SealedChange {
  readonly kind: 'sealed'
  /** Leaves sealed so far. */
  readonly size: number
  readonly at: string
}

export interface StampedChange {
  readonly kind: 'stamped'
  /** Last batch of the run. */
  readonly lastBatch: number
  readonly at: string
}

/** What events make visible once they are stored, in their order. */
export function changesOf(events: readonly ReadEvent[]): readonly Change[] {
  return events.flatMap((each) => changeOf(each) ?? [])
}

function changeOf(each: ReadEvent): Change | undefined {
  switch (each.kind) {
    case 'entry': {
      const { stream, revision, type, id, position } = each.event
      return { kind: 'entry', stream, revision, type, id, position }
    }
    case 'batch': {
      const { first, count, sealedAt } = each.record
      return { kind: 'sealed', size: first + count, at: sealedAt }
    }
    case 'stamp':
      return { kind: 'stamped', lastBatch: each.record.lastBatch, at: each.record.stampedAt }
    case 'revocation':
    case 'closing':
    case 'unreadable':
      return undefined
  }
}
