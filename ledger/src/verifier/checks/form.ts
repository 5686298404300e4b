import type { LedgerError } from '../../errors.ts'
import type { Check } from '../check.ts'
import type { FindingCode } from '../finding-code.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'

const codes: Readonly<Record<string, FindingCode>> = {
  ENTRY_DIGEST_MISMATCH: 'ENTRY_DIGEST_MISMATCH',
  ENTRY_CERTIFICATE_MISMATCH: 'ENTRY_CERTIFICATE_MISMATCH',
}

/** Every entry is the one byte layout of FORMATS §2: strict DER, canonical JSON, closed envelope. */
export function formCheck({ findings }: LedgerState): Check {
  const tally = findings.tally('form')
  return {
    name: 'form',
    entry(entry) {
      tally.checked++
      const { problem } = entry
      if (problem === undefined) return
      if (problem.code === 'ENVELOPE_VERSION_UNKNOWN') {
        const { message } = problem
        findings.indeterminate('form', 'UNKNOWN_TYPE', { message, place: placeOf(entry) })
        return
      }
      const code = codes[problem.code] ?? 'ENTRY_MALFORMED'
      findings.failed('form', code, {
        message: problem.message,
        place: placeWithBytes(entry, problem),
      })
    },
  }
}

function placeWithBytes(entry: PlacedEntry, { details }: LedgerError) {
  const { offset } = details
  return placeOf(entry, typeof offset === 'number' ? [offset, offset + 1] : undefined)
}
