import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf } from '../placed.ts'

/** In each stream revisions count from 0 without a gap, and each entry names the hash of the one before. */
export function chainCheck({ findings, streams }: LedgerState): Check {
  const tally = findings.tally('chain')
  return {
    name: 'chain',
    entry(entry) {
      tally.checked++
      const slot = streams.slot(entry.stream)
      const head = streams.headRevision(slot)
      const previous = entry.parsed?.envelope.previous
      if (entry.revision !== head + 1) {
        findings.failed('chain', 'REVISION_GAP', {
          message: `expected revision ${head + 1} of ${entry.stream}, got ${entry.revision}`,
          place: placeOf(entry),
          expected: String(head + 1),
          actual: String(entry.revision),
        })
      } else if (previous !== undefined && head >= 0 && previous !== streams.headHash(slot)) {
        findings.failed('chain', 'CHAIN_BROKEN', {
          message: `revision ${head} of ${entry.stream} is not the entry that revision ${entry.revision} was signed after`,
          place: placeOf(entry),
          expected: String(previous),
          actual: streams.headHash(slot),
        })
      }
      streams.setHead(slot, Math.max(head, entry.revision), entry.hash)
    },
  }
}
