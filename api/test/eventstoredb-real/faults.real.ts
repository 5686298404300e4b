import { START, type StoredEvent } from '../../src/event-store/event-store.js'
import {
  openEventStoreDbStore,
  type EventStoreDbStore,
} from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { readEverything } from '../event-store/kit.js'
import { eventually } from '../eventually.js'
import { OwnCluster } from './own-cluster.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'
import { RecordedLedger } from './recorded-ledger.js'

const EVENTS = 900
const CALLERS = 16
const KILLS = 3

interface Killed {
  readonly url: string
  /** Kills what leads; resolves with what starts it again. */
  kill(): Promise<() => Promise<void>>
  dispose(): Promise<void>
}

async function oneNode(): Promise<Killed> {
  const server = await OwnServer.start()
  const kill = async () => {
    await server.kill()
    return () => server.run()
  }
  return { url: server.url, kill, dispose: () => server.dispose() }
}

async function threeNodes(): Promise<Killed> {
  const cluster = await OwnCluster.start()
  const kill = async () => {
    const goOn = await cluster.killLeader()
    return async () => goOn()
  }
  return { url: cluster.url, kill, dispose: () => cluster.dispose() }
}

/** Where an event stands, to be compared. */
const placeOf = ({ stream, revision, id }: StoredEvent) => `${stream}@${revision} ${id}`

describeWithOwnServer('a real server that is killed with kill -9', () => {
  let server: Killed
  let ledger: RecordedLedger | undefined
  let store: EventStoreDbStore | undefined

  afterEach(async () => {
    await store?.close()
    await ledger?.dispose()
    await server.dispose()
  })

  test.each([
    ['the only node', oneNode],
    ['the leader of three nodes', threeNodes],
  ])(
    `%s, ${KILLS} times, while ${CALLERS} callers record, a sealer seals and a reader follows: each acknowledged event is there once, in order, sealed and stamped, and was handed over once`,
    async (_, start) => {
      server = await start()
      const { url } = server
      ledger = new RecordedLedger({ CONTREMARQUE_EVENTSTOREDB_URL: url }, CALLERS)
      await ledger.start()
      store = await openEventStoreDbStore({ url })
      const seen: string[] = []
      const failures: unknown[] = []
      const following = store
        .subscribe(START, async (page) => void seen.push(...page.map(placeOf)))
        .subscribe({ error: (error: unknown) => failures.push(error) })
      const recorded = ledger.record(EVENTS)
      for (let kill = 1; kill <= KILLS; kill++) {
        await ledger.until((kill * EVENTS) / (KILLS + 1), recorded)
        const begin = Date.now()
        const startAgain = await server.kill()
        await startAgain()
        await ledger.until(ledger.total + 1, recorded)
        process.stderr.write(`kill ${kill}: acknowledged again after ${Date.now() - begin} ms\n`)
      }
      await recorded
      await ledger.expectWhole(EVENTS)
      const there = (await readEverything(store)).map(placeOf)
      await eventually(() => seen.length >= there.length, 60_000)
      expect(failures).toEqual([])
      expect(seen).toEqual(there)
      following.unsubscribe()
    },
    1_800_000,
  )
})
