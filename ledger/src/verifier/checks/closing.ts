import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'

/** A closing record names the last batch and ends the sealing stream: nothing is sealed after it (RC-09). */
export function closingCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('batches')
  let isClosed = false
  return {
    name: 'batches',
    batch({ record, place }) {
      if (!isClosed) return
      const message = `batch ${record.batch} stands behind the record that closed this store`
      findings.failed('batches', 'BATCH_AFTER_CLOSING', { message, place })
    },
    closing({ record, place }) {
      tally.checked++
      const last = state.lastBatch
      const isNext = record.previous === last?.hash && record.size === last.size
      if (isClosed || !isNext) {
        const message = 'the closing record does not name the batch before it'
        findings.failed('batches', 'CLOSING_MISPLACED', { message, place })
      } else {
        const message = `the ledger left this store at ${record.size} entries, ${record.closedAt}: what came later is not here`
        findings.warning('batches', 'LEDGER_CLOSED', { message, place })
      }
      isClosed = true
    },
  }
}
