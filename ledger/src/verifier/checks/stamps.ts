import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'

/** Stamping records follow one another by number, hash and run of batches: none was stripped (T-20). */
export function stampsCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('stamps')
  let last:
    { readonly stamp: number; readonly lastBatch: number; readonly hash: string } | undefined
  return {
    name: 'stamps',
    stamp({ record, place, hash }) {
      tally.checked++
      const stamp = last === undefined ? 0 : last.stamp + 1
      const firstBatch = last === undefined ? 0 : last.lastBatch + 1
      if (record.stamp !== stamp || record.firstBatch !== firstBatch) {
        findings.failed('stamps', 'STAMP_GAP', {
          message: `expected stamp ${stamp} from batch ${firstBatch}, got stamp ${record.stamp} from batch ${record.firstBatch}`,
          place,
          expected: `${stamp} from batch ${firstBatch}`,
          actual: `${record.stamp} from batch ${record.firstBatch}`,
        })
      }
      const previous = last?.hash ?? null
      if (record.previous !== previous && record.stamp === stamp) {
        const message = `stamp ${stamp - 1} is not the record that stamp ${stamp} was written after`
        const detail = { expected: String(record.previous), actual: String(previous) }
        findings.failed('stamps', 'STAMP_CHAIN_BROKEN', { message, place, ...detail })
      }
      const lastBatch = state.lastBatch?.batch
      if (record.lastBatch !== lastBatch) {
        const message = `the run ends with batch ${record.lastBatch}, the record stands after batch ${lastBatch ?? 'none'}`
        findings.failed('stamps', 'STAMP_GAP', { message, place })
      }
      last = { stamp: record.stamp, lastBatch: record.lastBatch, hash }
    },
  }
}
