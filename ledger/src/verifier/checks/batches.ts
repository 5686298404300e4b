import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedBatch } from '../placed.ts'

/**
 * Batches follow one another by number, hash, leaf index and time; the ranges of each stream join
 * without gap or overlap; every entry they list is there (T-03, T-04).
 */
export function batchesCheck(state: LedgerState): Check {
  const { findings, streams } = state
  const tally = findings.tally('batches')
  let size = 0
  function followsLast({ record, place }: PlacedBatch): void {
    const last = state.lastBatch
    const expected = last === undefined ? 0 : last.batch + 1
    if (record.batch !== expected || record.first !== size) {
      findings.failed('batches', 'BATCH_GAP', {
        message: `expected batch ${expected} from leaf ${size}, got batch ${record.batch} from leaf ${record.first}`,
        place,
        expected: `${expected} from ${size}`,
        actual: `${record.batch} from ${record.first}`,
      })
    }
    const previous = last?.hash ?? null
    if (record.previous !== previous && record.batch === expected) {
      const message = `batch ${expected - 1} is not the record that batch ${expected} was written after`
      const detail = { expected: String(record.previous), actual: String(previous) }
      findings.failed('batches', 'BATCH_CHAIN_BROKEN', { message, place, ...detail })
    }
    if (last !== undefined && Date.parse(record.sealedAt) < last.sealedAt) {
      const message = `batch ${record.batch} says it was sealed before the one it follows`
      findings.indeterminate('batches', 'BATCH_TIME_WENT_BACK', { message, place })
    }
  }
  function rangesJoin({ record, place }: PlacedBatch): void {
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
  function entriesAreThere({ record, place, entries }: PlacedBatch): void {
    if (!entries.includes(undefined)) return
    let leaf = record.first
    for (const { stream, from, to } of record.ranges) {
      for (let revision = from; revision <= to; revision++, leaf++) {
        if (entries[leaf - record.first] !== undefined) continue
        const message = `revision ${revision} of ${stream} is sealed in batch ${record.batch} and is not there`
        findings.failed('batches', 'ENTRY_MISSING', {
          message,
          place: { ...place, stream, revision, leaf },
        })
      }
    }
  }
  return {
    name: 'batches',
    batch(batch) {
      tally.checked++
      followsLast(batch)
      rangesJoin(batch)
      entriesAreThere(batch)
      size = batch.record.first + batch.record.count
    },
  }
}
