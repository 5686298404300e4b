import { computed } from 'vue'
import type { LedgerHealth } from '../api/types.ts'
import { useLiveEvents } from './use-live-events.ts'
import { useLedgerHealth } from './use-ledger.ts'

/** Alarms of the ledger, for every page: read on arrival and whenever the server says that health changed. */
export function useAlarms() {
  const { data, load } = useLedgerHealth()
  useLiveEvents(
    ({ event }) => event === 'health',
    () => void load(),
  )
  void load()
  return computed<LedgerHealth['alarms']>(() => data.value?.alarms ?? [])
}
