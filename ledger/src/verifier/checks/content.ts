import { eventDataProblem, findEventType } from '../../entry/event-types.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'

/** What an entry says fits the closed form of its type and version; unknown ones are said to be unknown. */
export function contentCheck(state: LedgerState): Check {
  const { findings } = state
  const tally = findings.tally('content')
  const unknown = new Map<string, { readonly first: PlacedEntry; count: number }>()
  return {
    name: 'content',
    entry(entry) {
      const envelope = entry.parsed?.envelope
      if (envelope === undefined) return
      tally.checked++
      state.erased.look(entry, envelope)
      const eventType = findEventType(envelope.type, envelope.typeVersion)
      if (eventType === undefined) {
        const name = `${envelope.type} ${envelope.typeVersion}`
        const seen = unknown.get(name)
        if (seen === undefined) unknown.set(name, { first: entry, count: 1 })
        else seen.count++
        return
      }
      const problem = eventDataProblem(eventType, envelope.data)
      if (problem === null) {
        if (envelope.type === 'OpeningsErased') state.erased.name(envelope)
        return
      }
      const message = `data of ${envelope.type} ${envelope.typeVersion}: ${problem}`
      findings.failed('content', 'DATA_MALFORMED', { message, place: placeOf(entry) })
    },
    finish() {
      for (const [name, { first, count }] of unknown) {
        const message = `this verifier does not know ${name}; ${count} such entries, the first here`
        findings.indeterminate('content', 'UNKNOWN_TYPE', { message, place: placeOf(first) })
      }
    },
  }
}
