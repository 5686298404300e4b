import type { Interference } from '../event-store/interference.js'
import type { LedgerAlarm, SealingErrorCode } from '../sealing/sealing-error.js'

/** Alarms that say nothing of what the store holds. */
const aside: ReadonlySet<SealingErrorCode> = new Set([
  'CLOCK_WENT_BACK',
  'OPENINGS_WITHOUT_KEY',
  'REVOCATION_UNKNOWN',
  'SEALING_STOPPED',
])

/**
 * Whether nothing stands that a start finds by reading the store from its beginning. What a scavenge took is known to
 * whoever read all that was done before it: after one, each start does.
 */
export function isStoreClear(
  alarms: readonly LedgerAlarm[],
  interferences: readonly Interference[],
): boolean {
  const isAside = ({ code }: LedgerAlarm): boolean => aside.has(code)
  const isHarmless = ({ kind, isThreat }: Interference): boolean => !isThreat && kind !== 'scavenge'
  return alarms.every(isAside) && interferences.every(isHarmless)
}
