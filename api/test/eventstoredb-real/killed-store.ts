import { seededRandom } from '../../../test/acceptance/seeded-random.ts'
import { START, type EventStore, type StoredEvent } from '../../src/event-store/event-store.js'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { EventStoreDbSettings } from '../../src/event-store/eventstoredb/settings.js'
import { eventually } from '../eventually.js'
import { RecordedLedger } from './recorded-ledger.js'

/** A real store of a suite alone. */
export interface KilledStore {
  readonly settings: EventStoreDbSettings
  /** What names it to a program of ours. */
  readonly env: Readonly<Record<string, string>>
  /** Kills what leads, or the API; resolves with what starts it again. */
  kill(ledger: RecordedLedger): Promise<() => Promise<void>>
}

interface Load {
  readonly events: number
  readonly kills: number
  readonly callers: number
}

/** Where an event stands, to be compared. */
const placeOf = ({ stream, revision, id }: StoredEvent) => `${stream}@${revision} ${id}`

/**
 * Kills, each time a while after the last, while callers record, a sealer seals and a reader follows: each
 * acknowledged event must be there once, in order, sealed, stamped and verified, and handed over once.
 */
export async function expectNothingLost(
  { settings, env, kill }: KilledStore,
  { events, kills, callers }: Load,
): Promise<void> {
  const { seed, random } = seededRandom()
  tell(`CONTREMARQUE_SEED=${seed}`)
  const ledger = new RecordedLedger(env, callers)
  const store = await openEventStoreDbStore(settings)
  try {
    await ledger.start()
    const seen: string[] = []
    const failures: unknown[] = []
    const following = store
      .subscribe(START, async (page) => void seen.push(...page.map(placeOf)))
      .subscribe({ error: (error: unknown) => failures.push(error) })
    const begin = Date.now()
    const recorded = ledger.record(events)
    for (let killed = 1; killed <= kills; killed++) {
      await ledger.until(((killed - random() / 2) * events) / (kills + 1), recorded)
      const since = Date.now()
      const startAgain = await kill(ledger)
      await startAgain()
      await ledger.until(ledger.total + 1, recorded)
      tell(`kill ${killed}: acknowledged again after ${Date.now() - since} ms`)
    }
    await recorded
    tell(`${ledger.total} acknowledged within ${Date.now() - begin} ms`)
    await ledger.expectWhole(events)
    const there = await placesIn(store)
    await eventually(() => seen.length >= there.length, 60_000)
    expect(failures).toEqual([])
    // Said shortly: a difference among hundreds of thousands is not to be printed.
    expect([seen.length, there.findIndex((place, i) => place !== seen[i])]).toEqual([
      there.length,
      -1,
    ])
    following.unsubscribe()
  } finally {
    await store.close()
    await ledger.dispose()
  }
}

async function placesIn(store: EventStore): Promise<string[]> {
  const places: string[] = []
  for (let after = START; ;) {
    const page = await store.readAll(after, 512)
    const last = page.at(-1)
    if (last === undefined) return places
    places.push(...page.map(placeOf))
    after = last.position
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
