import type { Place } from '../../report/report.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf } from '../placed.ts'

/** Everything names one ledger, and every entry the place where it stands (T-19). */
export function originCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('origin')
  function compare(actual: string, what: string, place: Place): void {
    tally.checked++
    state.origin ??= actual
    if (actual === state.origin) return
    const message = `${what} names another ledger`
    findings.failed('origin', 'ORIGIN_MISMATCH', { message, place, expected: state.origin, actual })
  }
  return {
    name: 'origin',
    entry(entry) {
      const envelope = entry.parsed?.envelope
      if (envelope === undefined) return
      if (envelope.origin === state.origin) tally.checked++
      else compare(envelope.origin, 'the entry', placeOf(entry))
      if (envelope.stream === entry.stream && envelope.revision === entry.revision) return
      findings.failed('origin', 'ENTRY_PLACE_MISMATCH', {
        message: 'the entry was signed for another stream or revision than where it stands',
        place: placeOf(entry),
        expected: `${entry.stream}@${entry.revision}`,
        actual: `${envelope.stream}@${envelope.revision}`,
      })
    },
    batch: ({ record, place }) => compare(record.origin, 'the batch record', place),
    stamp: ({ record, place }) => compare(record.origin, 'the stamping record', place),
    revocation: ({ record, place }) => compare(record.origin, 'the revocation record', place),
    closing: ({ record, place }) => compare(record.origin, 'the closing record', place),
  }
}
