import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import { projected, sourcesOf } from '../../test/projected.js'
import { contentOf } from '../../test/read-model-content.js'
import { EXPERT, JUDGE, LAWYER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { openSqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js'
import { openPersonalData } from '../personal-data/open-personal-data.js'
import type { EntryPlace } from '../personal-data/opening.js'
import type { PersonalData } from '../personal-data/personal-data.js'
import type { Change } from './change.js'
import { Generations } from './generations.js'
import type { Projection } from './projection.js'
import { ReadModels } from './read-models.js'
import { ThreadedProjection } from './threaded-projection.js'

let folder: string
let store: EventStore
let ledger: TestLedger
let played: TestCase
let personalData: PersonalData
let models: ReadModels
let failures: unknown[]
let told: Change[]
let withoutKey: EntryPlace[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-thread-'))
  store = await openSqliteEventStore(join(folder, 'events.sqlite'), 'create')
  ledger = await TestLedger.open()
  personalData = await openPersonalData(place())
  played = new TestCase(ledger)
  failures = []
  told = []
  withoutKey = []
})
afterEach(async () => {
  await models.stop()
  await store.close()
  await personalData.close()
  rmSync(folder, { recursive: true })
})

const place = () => ({
  folder: join(folder, 'personal-data'),
  origin: ledger.origin,
  documentKey: new Uint8Array(32).fill(7),
})
const inThread = (path: string): Promise<ThreadedProjection> =>
  ThreadedProjection.open({ path, personalData: place(), trust: null }, (found) =>
    withoutKey.push(found),
  )

async function open(
  project: (path: string) => Promise<Projection> = inThread,
  now?: () => number,
): Promise<void> {
  models = await ReadModels.open({
    ...sourcesOf(ledger),
    generations: new Generations(join(folder, 'read-models')),
    store,
    origin: ledger.origin,
    project,
    retryDelay: 1,
    onFailure: (error) => failures.push(error),
    ...(now !== undefined && { now }),
  })
  models.changes$.subscribe((change) => told.push(change))
}

/** Keeps the openings first, as the recorder does. */
async function append(events: readonly StoredEvent[]): Promise<bigint> {
  await personalData.openings.put(await ledger.openingReader.forCase(played.stream))
  for (const person of [JUDGE, EXPERT, LAWYER]) {
    await personalData.pseudonyms.keep(person, played.stream, played.actor(person))
  }
  for (const { stream, revision, id, type, data } of events) {
    await store.append(stream, revision - 1, [{ id, type, data, metadata: {} }])
  }
  return store.headPosition()
}

/** Entries told, in the order in which they were. */
const entriesTold = (): string[] =>
  told.flatMap((change) => (change.kind === 'entry' ? [change.id] : []))
const entriesOf = (events: readonly StoredEvent[]): string[] =>
  events.flatMap(({ stream, id }) => (/^(?:sealing|stamping)-/.test(stream) ? [] : [id]))

async function playWhole(): Promise<void> {
  await played.order()
  await played.begin()
  const document = await played.deposit('Compte rendu opératoire')
  await played.notify(document, 'delivered')
  await ledger.seal()
  await ledger.stamp()
}

test('what the thread projects is what this one would, openings and persons included', async () => {
  await open()
  models.start()
  await playWhole()
  await models.waitFor(await append(ledger.events))
  expect(contentOf(models.file)).toEqual(contentOf(await projected(ledger)))
  expect(entriesTold()).toEqual(entriesOf(ledger.events))
  expect(failures).toEqual([])
})

test('of a value that no stored key opens it is told, and what it belongs to is projected as erased', async () => {
  await open()
  await playWhole()
  const end = await append(ledger.events)
  const keys = new DatabaseSync(join(folder, 'personal-data/keys.sqlite'))
  keys.exec('DELETE FROM data_key')
  keys.close()
  models.start()
  await models.waitFor(end)
  const content = JSON.stringify(contentOf(models.file))
  expect(JSON.stringify(contentOf(await projected(ledger)))).toContain('Compte rendu')
  expect(content).not.toContain('Compte rendu')
  expect(withoutKey).toContainEqual(expect.objectContaining({ stream: played.stream }))
  expect(failures).toEqual([])
})

type Fault = (projection: Projection, page: readonly StoredEvent[]) => Promise<readonly Change[]>

/** Ends the thread as a crash would. */
const kill = (projection: Projection): Promise<number> =>
  (projection as unknown as { thread: Worker }).thread.terminate()

const faults: Readonly<Record<string, Fault>> = {
  'before the page': async (projection, page) => {
    await kill(projection)
    return projection.apply(page)
  },
  'somewhere in the page': (projection, page) => {
    const applied = projection.apply(page)
    setImmediate(() => void kill(projection))
    return applied
  },
  'once the page is stored, before this is told': async (projection, page) => {
    await projection.apply(page)
    await kill(projection)
    return projection.apply(page)
  },
}

test.each(Object.entries(faults))(
  'a thread that dies %s is replaced, again and again: nothing lost, doubled or told twice',
  async (_, fault) => {
    let pages = 0
    const faulty = async (path: string): Promise<Projection> => {
      const projection = await inThread(path)
      const apply = (page: readonly StoredEvent[]) =>
        pages++ % 2 === 0 ? fault(projection, page) : projection.apply(page)
      return {
        begin: projection.begin,
        broken: projection.broken,
        apply,
        close: () => projection.close(),
      }
    }
    await open(faulty)
    models.start()
    await playWhole()
    const cuts = [0, 1, 4, 7, 9, ledger.events.length]
    for (const [index, cut] of cuts.slice(1).entries()) {
      await models.waitFor(await append(ledger.events.slice(cuts[index], cut)))
    }
    expect(contentOf(models.file)).toEqual(contentOf(await projected(ledger)))
    expect(entriesTold()).toEqual(entriesOf(ledger.events))
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) expect(failure).toMatchObject({ code: 'PROJECTION_ENDED' })
  },
)

test('what fails in the thread is said with its cause and how long readers wait, then caught up', async () => {
  let now = 0
  await open(inThread, () => now)
  const writer = new DatabaseSync(models.file.path)
  writer.exec(
    "CREATE TRIGGER fault BEFORE INSERT ON ranges BEGIN SELECT raise(ABORT, 'fault'); END",
  )
  const failed = Promise.withResolvers<undefined>()
  failures.push = (...items) => {
    if (String((items[0] as Error).cause).includes('fault')) failed.resolve(undefined)
    return items.length
  }
  models.start()
  await played.order()
  await ledger.seal()
  const first = Date.parse('2026-03-02T08:00:01Z')
  now = first + 90_000
  const head = await append(ledger.events)
  await failed.promise
  expect(models.status.state).toBe('failing')
  expect(models.status.lag).toBeGreaterThan(80_000)
  writer.exec('DROP TRIGGER fault')
  writer.close()
  await models.waitFor(head)
  expect(models.status.state).toBe('live')
  now += 1_001
  expect(models.status).toEqual({ state: 'live', lag: 0 })
})

test('stopped in the middle of a page: the page is whole, and what comes after it goes on', async () => {
  const begun = Promise.withResolvers<undefined>()
  await open(async (path) => {
    const projection = await inThread(path)
    const apply = (page: readonly StoredEvent[]) => {
      begun.resolve(undefined)
      return projection.apply(page)
    }
    return {
      begin: projection.begin,
      broken: projection.broken,
      apply,
      close: () => projection.close(),
    }
  })
  await playWhole()
  const half = ledger.events.slice(0, 6)
  await append(half)
  models.start()
  await begun.promise
  await models.stop()
  expect(entriesTold()).toEqual(entriesOf(half))
  const head = await append(ledger.events.slice(6))
  await open()
  models.start()
  await models.waitFor(head)
  expect(contentOf(models.file)).toEqual(contentOf(await projected(ledger)))
})
