import { toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { LedgerHealth } from './read-model.js'

/** Of the ledger as projected: what the live stamper and boot know stands in `tsas` and `alarms` elsewhere. */
export type ProjectedHealth = Omit<
  LedgerHealth,
  'origin' | 'profile' | 'projections' | 'reading' | 'store'
>

interface HeadRow {
  readonly size: number
  readonly at: number | null
}

/** Counts, lags and alarms, in a few index look-ups. @param now milliseconds since 1970 */
export function projectedHealth(file: ReadModelFile, now: number): ProjectedHealth {
  const sealed = file.get<HeadRow>(SEALED) ?? NONE
  const stamped = file.get<HeadRow>(STAMPED) ?? NONE
  const unsealed = file.get<{ at: number | null }>(OLDEST_UNSEALED)?.at ?? now
  const unstamped = file.get<{ at: number | null }>(OLDEST_UNSTAMPED, stamped.size)?.at ?? unsealed
  return {
    entries: file.get<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM entries')!.n,
    sealed: sealed.size,
    stamped: stamped.size,
    lastSealedAt: toInstant(sealed.at),
    lastStampedAt: toInstant(stamped.at),
    sealingLag: Math.max(0, now - unsealed),
    stampingLag: Math.max(0, now - Math.min(unsealed, unstamped)),
    tsas: tsasOf(file),
    alarms: alarmsOf(file),
  }
}

function tsasOf(file: ReadModelFile): LedgerHealth['tsas'] {
  const rows = file.all<{ name: string; at: number }>(TSAS)
  return rows.map(({ name, at }) => ({ name, state: 'unknown', lastTokenAt: toInstant(at) }))
}

function alarmsOf(file: ReadModelFile): LedgerHealth['alarms'] {
  const rows = file.all<{
    stream: string
    revision: number
    code: string
    message: string
    at: number
  }>(ALARMS)
  return rows.map(({ stream, revision, code, message, at }) => ({
    code,
    message: `${stream} ${revision}: ${message}`,
    since: toInstant(at),
  }))
}

const NONE: HeadRow = { size: 0, at: null }
const SEALED = `SELECT first_leaf + count AS size, sealed_at AS at FROM batches
  ORDER BY batch DESC LIMIT 1`
const STAMPED = 'SELECT size, stamped_at AS at FROM stamps ORDER BY stamp DESC LIMIT 1'
const OLDEST_UNSEALED = `SELECT min(e.recorded_at) AS at FROM streams s
  JOIN entries e ON e.stream = s.id AND e.revision = s.sealed
  WHERE s.sealed < s.entries AND e.recorded_at > 0`
const OLDEST_UNSTAMPED = `SELECT min(e.recorded_at) AS at
  FROM (SELECT * FROM batches WHERE first_leaf >= ? AND count > 0 ORDER BY first_leaf LIMIT 1) b
  JOIN ranges r ON r.first_leaf >= b.first_leaf AND r.first_leaf < b.first_leaf + b.count
  JOIN entries e ON e.stream = r.stream AND e.revision = r.first_revision
  WHERE e.recorded_at > 0`
const TSAS = `SELECT tsa AS name, max(generated_at) AS at FROM tokens
  WHERE stamp > (SELECT max(stamp) FROM stamps) - 1000 GROUP BY tsa ORDER BY tsa`
const ALARMS = `SELECT a.stream, a.revision, a.code, a.message, coalesce(e.recorded_at, 0) AS at
  FROM alarms a LEFT JOIN entries e ON e.n = a.n ORDER BY a.n LIMIT 100`
