import { START, type StoredEvent } from '../../src/event-store/event-store.js'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { EventStoreDbSettings } from '../../src/event-store/eventstoredb/settings.js'
import { readEverything } from '../event-store/kit.js'
import { eventually } from '../eventually.js'
import { RecordedLedger } from './recorded-ledger.js'

const CALLERS = 16

/** A real store of a suite alone. */
export interface KilledStore {
  readonly settings: EventStoreDbSettings
  /** What names it to a program of ours. */
  readonly env: Readonly<Record<string, string>>
  /** Kills what leads; resolves with what starts it again. */
  kill(): Promise<() => Promise<void>>
}

/** Where an event stands, to be compared. */
const placeOf = ({ stream, revision, id }: StoredEvent) => `${stream}@${revision} ${id}`

/**
 * Kills what leads while 16 callers record, a sealer seals and a reader follows: each acknowledged event
 * must be there once, in order, sealed, stamped and verified, and handed over once.
 */
export async function expectNothingLost(
  { settings, env, kill }: KilledStore,
  { events, kills }: { readonly events: number; readonly kills: number },
): Promise<void> {
  const ledger = new RecordedLedger(env, CALLERS)
  const store = await openEventStoreDbStore(settings)
  try {
    await ledger.start()
    const seen: string[] = []
    const failures: unknown[] = []
    const following = store
      .subscribe(START, async (page) => void seen.push(...page.map(placeOf)))
      .subscribe({ error: (error: unknown) => failures.push(error) })
    const recorded = ledger.record(events)
    for (let killed = 1; killed <= kills; killed++) {
      await ledger.until((killed * events) / (kills + 1), recorded)
      const begin = Date.now()
      const startAgain = await kill()
      await startAgain()
      await ledger.until(ledger.total + 1, recorded)
      process.stderr.write(`kill ${killed}: acknowledged again after ${Date.now() - begin} ms\n`)
    }
    await recorded
    await ledger.expectWhole(events)
    const there = (await readEverything(store)).map(placeOf)
    await eventually(() => seen.length >= there.length, 60_000)
    expect(failures).toEqual([])
    expect(seen).toEqual(there)
    following.unsubscribe()
  } finally {
    await store.close()
    await ledger.dispose()
  }
}
