import type { Logger } from 'pino'
import type { Metrics } from './http/metrics.js'
import type { LiveHealth, Reads } from './http/reads.js'
import type { RunningLedger } from './ledger-folder/run-ledger.js'
import type { LedgerAlarm } from './sealing/sealing-error.js'

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
  metrics.measure(
    {
      name: 'contremarque_ledger_read_percent',
      help: 'How much of the store this process has read; below 100 what is older is being read again',
    },
    () => ledger.sealer.reading.percent,
  )
}

/** What the live parts know that no read model does. */
export function liveHealth(ledger: RunningLedger): LiveHealth {
  const { wholeAt, percent } = ledger.sealer.reading
  const at = wholeAt === undefined ? null : new Date(wholeAt).toISOString()
  return {
    tsas: ledger.stamper.health().tsas,
    reading: { wholeAt: at, percent },
    alarms: ledger.alarms(),
  }
}

/** One line for each alarm that is raised, and one when it ends. */
export function logAlarms({ alarms$ }: RunningLedger, logger: Logger): void {
  let known: readonly LedgerAlarm[] = []
  alarms$.subscribe((standing) => {
    for (const { code, message } of without(standing, known)) logger.fatal({ alarm: code }, message)
    for (const { code, message } of without(known, standing)) {
      logger.warn({ alarm: code }, `ended: ${message}`)
    }
    known = standing
  })
}

function without(
  alarms: readonly LedgerAlarm[],
  others: readonly LedgerAlarm[],
): readonly LedgerAlarm[] {
  const told = new Set(others.map(({ code, message }) => `${code} ${message}`))
  return alarms.filter(({ code, message }) => !told.has(`${code} ${message}`))
}
