import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'

/** What is not sealed or not time-stamped yet is said to be so: proved it is not. */
export function sealedCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('sealed')
  let unsealed = 0
  let firstUnsealed: PlacedEntry | undefined
  return {
    name: 'sealed',
    entry(entry) {
      tally.checked++
      if (entry.leaf !== undefined) return
      unsealed++
      firstUnsealed ??= entry
    },
    finish() {
      if (firstUnsealed !== undefined) {
        const message = `${unsealed} entries are in no batch, the first here`
        findings.indeterminate('sealed', 'NOT_SEALED', { message, place: placeOf(firstUnsealed) })
      }
      const { lastBatch, lastStamped } = state
      if (lastBatch === undefined || lastStamped?.batch === lastBatch.batch) return
      const first = lastStamped === undefined ? 0 : lastStamped.batch + 1
      const message = `no valid time-stamp covers batches ${first} to ${lastBatch.batch}`
      findings.indeterminate('sealed', 'NOT_STAMPED', { message, place: { batch: first } })
    },
  }
}
