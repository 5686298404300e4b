import type { Metrics } from './http/metrics.js'
import type { Reads } from './http/reads.js'
import type { RunningLedger } from './ledger-folder/run-ledger.js'

/** What stands when metrics are asked for: the alarms that health tells, and what was done to the store. */
export function observeLedger(metrics: Metrics, reads: Reads, ledger: RunningLedger): void {
  metrics.observe(
    { name: 'contremarque_alarms', help: 'Alarms that stand, by code', label: 'code' },
    () => reads.ledgerHealth().alarms.map(({ code }) => code),
  )
  metrics.observe(
    {
      name: 'contremarque_store_interferences',
      help: 'What administrators of the store did and nobody undid, threat or not, by kind',
      label: 'kind',
    },
    () => ledger.interferences().map(({ kind }) => kind),
  )
}
