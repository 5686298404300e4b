import { computed, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { LedgerHealth } from '../api/types.ts'
import { forgetVerification } from '../verification/last-verification.ts'
import { stopsRecording } from './alarm-kinds.ts'
import { useLedgerHealth } from './use-ledger.ts'
import { useLiveEvents } from './use-live-events.ts'
import { useLastVerification } from './use-verification.ts'

const isStopped = shallowRef(false)

/** Whether nothing is recorded, as far as the alarms are watched: not even what is read now. */
export function useStandstill(): Readonly<ShallowRef<boolean>> {
  return isStopped
}

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
  const alarms = computed<LedgerHealth['alarms']>(() => data.value?.alarms ?? [])
  watch(alarms, (stand) => (isStopped.value = stopsRecording(stand)))
  onScopeDispose(() => (isStopped.value = false))
  return {
    alarms,
    isTampered: computed(() => last.value?.verdict === 'TOTAL_FAILED'),
  }
}
