import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sourcesOf } from '../../test/projected.js'
import { contentOf } from '../../test/read-model-content.js'
import { JUDGE, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import type { EventStore } from '../event-store/event-store.js'
import { openSqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js'
import { getCase } from './case-queries.js'
import type { Change } from './change.js'
import { FileProjection } from './file-projection.js'
import { Generations } from './generations.js'
import { ReadModels, type ReadModelsOptions } from './read-models.js'
import { buildGeneration } from './rebuild.js'

let folder: string
let store: EventStore
let ledger: TestLedger
let played: TestCase
let opened: ReadModels[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-read-models-'))
  store = await openSqliteEventStore(join(folder, 'events.sqlite'), 'create')
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
  opened = []
})
afterEach(async () => {
  for (const each of opened) await each.stop()
  await store.close()
  rmSync(folder, { recursive: true })
})

const readModels = (): string => join(folder, 'read-models')
const files = (): string[] => readdirSync(readModels()).filter((name) => name.endsWith('.sqlite'))
const current = (): string => new Generations(readModels()).current()!

async function open(changes: Partial<ReadModelsOptions> = {}): Promise<ReadModels> {
  const sources = { ...sourcesOf(ledger), ...changes }
  const models = await ReadModels.open({
    ...sources,
    generations: new Generations(readModels()),
    store,
    origin: ledger.origin,
    project: async (path) => new FileProjection(path, sources),
    retryDelay: 1,
  })
  opened.push(models)
  return models
}

async function appendNew(): Promise<bigint> {
  for (const { stream, revision, id, type, data } of ledger.events.splice(0)) {
    await store.append(stream, revision - 1, [{ id, type, data, metadata: {} }])
  }
  return store.headPosition()
}

test('builds what is missing, then follows the log live', async () => {
  await played.order()
  await appendNew()
  const models = await open()
  expect(getCase(models.file, JUDGE, played.id, ledger.now)).toMatchObject({ state: 'ordered' })
  models.start()
  await played.begin()
  await models.waitFor(await appendNew())
  expect(getCase(models.file, JUDGE, played.id, ledger.now)).toMatchObject({ state: 'open' })
})

test('a model begun with one entry asks by its indexes, however much comes', async () => {
  await played.record({ type: 'CaseConsulted' })
  await appendNew()
  const { file } = await open()
  const plan = (sql: string) =>
    file.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail)
  const unsealed = `SELECT * FROM streams s
    JOIN entries e ON e.stream = s.id AND e.revision = s.sealed WHERE s.sealed < s.entries`
  expect(plan('SELECT * FROM entries WHERE key = ?')).toEqual([
    expect.stringContaining('USING INDEX entries_key'),
  ])
  expect(plan(unsealed)).toContainEqual(expect.stringContaining('USING INDEX entries_place'))
})

test('tells every entry once, when queries see it, and each seal and stamp', async () => {
  const models = await open()
  const told: Change[] = []
  models.changes$.subscribe((change) => {
    told.push(change)
    if (change.kind === 'entry') expect(models.position).toBeGreaterThanOrEqual(change.position)
  })
  models.start()
  await played.order()
  const { hash } = await played.record({ type: 'CaseConsulted' })
  await appendNew()
  const stamped = models.waitForStamped(hash)
  await ledger.seal()
  await ledger.stamp()
  await appendNew()
  await stamped
  expect(told.map(({ kind }) => kind)).toEqual([...Array(5).fill('entry'), 'sealed', 'stamped'])
  expect(told[5]).toMatchObject({ size: 5 })
})

test('opens again where it stopped and doubles nothing', async () => {
  const models = await open()
  models.start()
  await played.order()
  await models.waitFor(await appendNew())
  await models.stop()
  await played.begin()
  const head = await appendNew()
  const again = await open()
  expect(files()).toHaveLength(1)
  again.start()
  await again.waitFor(head)
  await again.rebuild()
  expect(getCase(again.file, JUDGE, played.id, ledger.now)!.integrity.entries).toBe(8)
})

test('rebuilds beside the serving model, switches and goes on live', async () => {
  await played.order()
  await appendNew()
  const models = await open()
  models.start()
  const before = { path: current(), content: contentOf(models.file) }
  const report = await models.rebuild()
  expect(report.events).toBe(4)
  expect(current()).not.toBe(before.path)
  expect(files()).toHaveLength(1)
  expect(contentOf(models.file)).toEqual(before.content)
  await played.begin()
  await models.waitFor(await appendNew())
  expect(getCase(models.file, JUDGE, played.id, ledger.now)).toMatchObject({ state: 'open' })
})

test('goes over to a generation that another process built and points to', async () => {
  await played.order()
  await appendNew()
  const models = await open()
  models.start()
  const other = new Generations(readModels())
  const sources = { ...sourcesOf(ledger), store, origin: ledger.origin }
  const { path } = await buildGeneration(other, sources)
  await played.begin()
  await models.waitFor(await appendNew())
  other.switchTo(path)
  other.removeOthers()
  while (models.file.path !== path) {
    await played.record({ type: 'CaseConsulted', data: { purpose: 'audit' } })
    await models.waitFor(await appendNew())
  }
  const { entries } = getCase(models.file, JUDGE, played.id, ledger.now)!.integrity
  expect(entries).toBe((await store.readHead(played.stream))!.revision + 1)
  expect(files()).toHaveLength(1)
})

test.each<[string, () => void]>([
  ['is no database', () => writeFileSync(current(), 'nonsense'.repeat(1000))],
  ['has damaged pages', () => damage(current())],
  ['is of another schema', () => alter("UPDATE meta SET value = '0' WHERE name = 'schema'")],
  ['is of another ledger', () => alter("UPDATE meta SET value = 'x' WHERE name = 'origin'")],
  ['follows another log', () => alter("UPDATE meta SET value = 'x' WHERE name = 'last-event'")],
  ['is ahead of the log', () => alter("UPDATE meta SET value = '99' WHERE name = 'position'")],
  ['is not there', () => rmSync(current())],
  ['is not pointed to', () => rmSync(join(readModels(), 'current'))],
  ['is pointed to wrongly', () => writeFileSync(join(readModels(), 'current'), '../events.sqlite')],
])('a model that %s is built anew at boot', async (_, spoil) => {
  await played.order()
  await appendNew()
  const models = await open()
  const content = contentOf(models.file)
  await models.stop()
  spoil()
  const again = await open()
  expect(contentOf(again.file)).toEqual(content)
  expect(files()).toHaveLength(1)
})

test('a page that fails is tried again, and nothing is lost or doubled', async () => {
  await played.order()
  const failures: unknown[] = []
  const { openingReader } = ledger
  let faults = 2
  const openings = {
    ...openingReader,
    forEntries: (places: Parameters<typeof openingReader.forEntries>[0]) =>
      faults-- > 0 ? Promise.reject(new RangeError('disk')) : openingReader.forEntries(places),
  }
  const models = await open({ openings, onFailure: (error) => failures.push(error) })
  models.start()
  await models.waitFor(await appendNew())
  expect(failures).toHaveLength(2)
  expect(getCase(models.file, JUDGE, played.id, ledger.now)!.integrity.entries).toBe(4)
})

test('waiting ends when the caller gives up', async () => {
  const models = await open()
  const reason = new RangeError('gave up')
  const signal = AbortSignal.abort(reason)
  await expect(models.waitFor(99n, signal)).rejects.toBe(reason)
  const later = new AbortController()
  const waiting = models.waitForStamped('ab'.repeat(32), later.signal)
  later.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0xff, 4096 * 2, 4096 * 12)
  writeFileSync(path, bytes)
}

function alter(sql: string): void {
  const database = new DatabaseSync(current())
  database.exec(sql)
  database.close()
}
