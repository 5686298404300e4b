import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedStamp } from '../placed.ts'

/** Stamping records follow one another by number, hash and run of batches: none was stripped (T-20). */
export function stampsCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('stamps')
  let last: PlacedStamp | undefined
  return {
    name: 'stamps',
    stamp(placed) {
      tally.checked++
      const { record, place } = placed
      const stamp = last === undefined ? 0 : last.record.stamp + 1
      const firstBatch = last === undefined ? 0 : last.record.lastBatch + 1
      if (record.stamp !== stamp || record.firstBatch !== firstBatch) {
        findings.failed('stamps', 'STAMP_GAP', {
          message: `expected stamp ${stamp} from batch ${firstBatch}, got stamp ${record.stamp} from batch ${record.firstBatch}`,
          place,
          expected: `${stamp} from batch ${firstBatch}`,
          actual: `${record.stamp} from batch ${record.firstBatch}`,
        })
      }
      if (last !== undefined && record.previous !== last.hash && record.stamp === stamp) {
        const message = `stamp ${last.record.stamp} is not the record that stamp ${stamp} was written after`
        const detail = { message, expected: String(record.previous), actual: last.hash }
        for (const end of [last.place, place])
          findings.failed('stamps', 'STAMP_CHAIN_BROKEN', { place: end, ...detail })
      }
      const lastBatch = state.lastBatch?.batch
      if (record.lastBatch !== lastBatch) {
        const message = `the run ends with batch ${record.lastBatch}, the record stands after batch ${lastBatch ?? 'none'}`
        findings.failed('stamps', 'STAMP_GAP', { message, place })
      }
      last = placed
    },
  }
}
