import { computed, watch } from 'vue'
import type { LedgerHealth } from '../api/types.ts'
import { forgetVerification } from '../verification/last-verification.ts'
import { useLedgerHealth } from './use-ledger.ts'
import { useLiveEvents } from './use-live-events.ts'
import { useLastVerification } from './use-verification.ts'

/**
 * What every page must show in red: alarms of the server, read on arrival and whenever health changes,
 * and tampering that this browser found itself. A verification of another ledger is forgotten.
 */
export function useAlarms() {
  const { data, load } = useLedgerHealth()
  const last = useLastVerification()
  watch([data, last], ([health, verification]) => {
    if (!health || !verification || health.origin === verification.origin) return
    last.value = null
    forgetVerification()
  })
  useLiveEvents(
    ({ event }) => event === 'health',
    () => void load(),
  )
  void load()
  return {
    alarms: computed<LedgerHealth['alarms']>(() => data.value?.alarms ?? []),
    isTampered: computed(() => last.value?.verdict === 'TOTAL_FAILED'),
  }
}
