import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { endOf, startCommand } from './run-command.ts'
import { eventFile } from './stored-ledger.ts'

/** Milliseconds within which a run is starting or has begun to record. */
const STARTS_WITHIN = 900
/** Milliseconds after which a run that records nothing is killed all the same. */
const HANGS = 30_000

/** How a run of `import` was ended, and when it was to be. */
export interface Strike {
  readonly signal: NodeJS.Signals | null
  readonly told: string
}

/**
 * Runs `import` into a folder and kills it with SIGKILL: the even ones at a random moment of their
 * start, all of them once they have recorded up to `most` events more.
 */
export async function struckImport(
  argv: readonly string[],
  data: string,
  { index, random, most }: { index: number; random: () => number; most: number },
): Promise<Strike> {
  const moment = index % 2 === 0 ? Math.round(50 + random() * STARTS_WITHIN) : HANGS
  const more = Math.round(1 + random() * most)
  const target = storedNow(data) + more
  const child = startCommand(['import', ...argv, '--data', data])
  const ended = endOf(child)
  const over = new AbortController()
  const awaited = { ref: false, signal: over.signal }
  await Promise.race([pause(moment, undefined, awaited), stores(data, target, over.signal), ended])
  over.abort()
  child.kill('SIGKILL')
  const { signal } = await ended
  return { signal, told: `${signal ?? 'ended'} after ${moment} ms or ${more} events` }
}

async function stores(data: string, target: number, over: AbortSignal): Promise<void> {
  while (!over.aborted && storedNow(data) < target) await pause(10, undefined, { ref: false })
}

/** Zero while the file or its table is being made: a founding that broke off is begun anew. */
function storedNow(data: string): number {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(eventFile(data), { readOnly: true })
    return Number(database.prepare('SELECT max(position) AS n FROM event').get()?.['n'] ?? 0)
  } catch {
    return 0
  } finally {
    database?.close()
  }
}
