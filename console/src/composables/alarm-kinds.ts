import type { LedgerHealth } from '../api/types.ts'

type Alarms = LedgerHealth['alarms']

/** Of personal data alone: no entry says otherwise than it did. */
const UNOPENED = ['OPENINGS_WITHOUT_KEY']
/** What somebody did to the store and took nothing of ours: the ledger agrees with its proofs. */
const HARMLESS = ['EVENT_FOREIGN', 'STORE_SCAVENGED']
/** Nothing is wrong with what is kept: something that shows it is still to come. */
const AWAITED = ['REVOCATION_UNKNOWN']
/** Under these recording goes on. */
const BORNE = [...UNOPENED, ...AWAITED, ...HARMLESS]
/** Nothing of what is kept was found altered: something stands still, or cannot be known. */
const STANDSTILL = [
  ...BORNE,
  'CLOCK_WENT_BACK',
  'GUARD_MALFORMED',
  'GUARD_MISSING',
  'LEDGER_CLOSED',
  'SEALING_STOPPED',
]

function areAll(alarms: Alarms, known: readonly string[]): boolean {
  return alarms.every(({ code }) => known.includes(code))
}

/** Whether the ledger records nothing more, not even a reading. */
export function stopsRecording(alarms: Alarms): boolean {
  return !areAll(alarms, BORNE)
}

/** What these alarms mean together, as the key of a message. */
export function alarmWords(alarms: Alarms): string {
  if (areAll(alarms, AWAITED)) return 'shell.awaited'
  if (areAll(alarms, [...UNOPENED, ...AWAITED])) return 'shell.withoutKey'
  if (areAll(alarms, BORNE)) return 'shell.interference'
  return areAll(alarms, STANDSTILL) ? 'shell.stopped' : 'shell.alarm'
}
