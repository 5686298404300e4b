import type { Place } from '../../report/report.ts'
import type { StampingRecord } from '../../records/records.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'

interface Last {
  readonly stamp: number
  readonly lastBatch: number
  readonly hash: string
  readonly place: Place
}

/**
 * Stamping records follow one another by number and hash, stamps by run of batches: none was stripped
 * (T-20). Revocation data that was fetched later stands between them.
 */
export function stampsCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('stamps')
  let last: Last | undefined

  function follow(record: StampingRecord, place: Place, expected: string, actual: string): void {
    tally.checked++
    if (expected !== actual) {
      const message = `expected stamp ${expected}, got stamp ${actual}`
      findings.failed('stamps', 'STAMP_GAP', { message, place, expected, actual })
    }
    if (last === undefined || record.previous === last.hash) return
    const stamp = numberAfter(last)
    if (record.stamp !== stamp) return
    const message = `stamp ${last.stamp} is not the record that stamp ${stamp} was written after`
    const detail = { message, expected: String(record.previous), actual: last.hash }
    for (const end of [last.place, place])
      findings.failed('stamps', 'STAMP_CHAIN_BROKEN', { place: end, ...detail })
  }

  return {
    name: 'stamps',
    stamp({ record, place, hash }) {
      const { stamp, firstBatch } = record
      const first = last === undefined ? 0 : last.lastBatch + 1
      follow(
        record,
        place,
        `${numberAfter(last)} from batch ${first}`,
        `${stamp} from batch ${firstBatch}`,
      )
      const lastBatch = state.lastBatch?.batch
      if (record.lastBatch !== lastBatch) {
        const message = `the run ends with batch ${record.lastBatch}, the record stands after batch ${lastBatch ?? 'none'}`
        findings.failed('stamps', 'STAMP_GAP', { message, place })
      }
      last = { stamp, lastBatch: record.lastBatch, hash, place }
    },
    revocation({ record, place, hash }) {
      follow(record, place, String(numberAfter(last)), String(record.stamp))
      last = { stamp: record.stamp, lastBatch: last?.lastBatch ?? -1, hash, place }
    },
  }
}

function numberAfter(last: Last | undefined): number {
  return last === undefined ? 0 : last.stamp + 1
}
