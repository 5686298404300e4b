import type { LedgerHealth } from '../projections/read-model.js'

/** A stream that is a case's, a journal's or a person's, as the message of an alarm names it. */
const OWNED =
  /\b(expertise|journal|actor|console)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/g

/** Text for somebody of whom nothing is known: it names no such stream. */
export function namingNone(text: string): string {
  return naming(text, () => false)
}

/** Alarms in which only those streams are named that their reader may know of. */
export function namingOnly(
  alarms: LedgerHealth['alarms'],
  mayKnow: (stream: string) => boolean,
): LedgerHealth['alarms'] {
  return alarms.map((alarm) => ({ ...alarm, message: naming(alarm.message, mayKnow) }))
}

function naming(text: string, mayKnow: (stream: string) => boolean): string {
  return text.replace(OWNED, (stream, kind: string) => (mayKnow(stream) ? stream : `${kind}-…`))
}
