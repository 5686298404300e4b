import type { Place } from '../../report/report.ts'
import type { Check } from '../check.ts'
import type { Tally } from '../finding-collector.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedBatch } from '../placed.ts'

/**
 * Batches follow one another by number, hash, leaf index and time; the ranges of each stream join
 * without gap or overlap; every entry they list is there (T-03, T-04).
 */
export class BatchesCheck implements Check {
  readonly name = 'batches'
  private readonly state: LedgerState
  private readonly tally: Tally
  /** Where the next batch must begin. */
  private size = 0
  private lastPlace: Place = {}

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('batches')
  }

  batch(batch: PlacedBatch): void {
    this.tally.checked++
    this.followsLast(batch)
    this.rangesJoin(batch)
    if (batch.entries.includes(undefined)) this.reportMissing(batch)
    this.size = batch.record.first + batch.record.count
    this.lastPlace = batch.place
  }

  private followsLast({ record, place }: PlacedBatch): void {
    const { findings, lastBatch: last } = this.state
    const expected = last === undefined ? 0 : last.batch + 1
    if (record.batch !== expected || record.first !== this.size) {
      findings.failed('batches', 'BATCH_GAP', {
        message: `expected batch ${expected} from leaf ${this.size}, got batch ${record.batch} from leaf ${record.first}`,
        place,
        expected: `${expected} from ${this.size}`,
        actual: `${record.batch} from ${record.first}`,
      })
    }
    if (last === undefined) return
    if (record.previous !== last.hash && record.batch === expected) {
      const message = `batch ${last.batch} is not the record that batch ${expected} was written after`
      const detail = { message, expected: String(record.previous), actual: last.hash }
      for (const end of [this.lastPlace, place])
        findings.failed('batches', 'BATCH_CHAIN_BROKEN', { place: end, ...detail })
    }
    if (Date.parse(record.sealedAt) < last.sealedAt) {
      const message = `batch ${record.batch} says it was sealed before the one it follows`
      findings.indeterminate('batches', 'BATCH_TIME_WENT_BACK', { message, place })
    }
  }

  private rangesJoin({ record, place }: PlacedBatch): void {
    const { findings, streams } = this.state
    for (const { stream, from, to } of record.ranges) {
      const slot = streams.slot(stream)
      const next = streams.sealedTo(slot) + 1
      if (from !== next) {
        findings.failed('batches', from < next ? 'BATCH_OVERLAP' : 'BATCH_GAP', {
          message: `expected the range of ${stream} from revision ${next}, got ${from}`,
          place: { ...place, stream, revision: Math.min(from, next) },
        })
      }
      streams.setSealedTo(slot, Math.max(to, next - 1))
    }
  }

  private reportMissing({ record, place, entries }: PlacedBatch): void {
    let leaf = record.first
    for (const { stream, from, to } of record.ranges) {
      for (let revision = from; revision <= to; revision++, leaf++) {
        if (entries[leaf - record.first] !== undefined) continue
        const message = `revision ${revision} of ${stream} is sealed in batch ${record.batch} and is not there`
        const where = { ...place, stream, revision, leaf }
        this.state.findings.failed('batches', 'ENTRY_MISSING', { message, place: where })
      }
    }
  }
}
