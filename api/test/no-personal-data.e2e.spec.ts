import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type JsonValue } from '@contremarque/ledger'
import { pino } from 'pino'
import { readSettings } from '../src/config/settings.js'
import { addressOf } from '../src/development/scenario/addresses.js'
import { PERSONAS } from '../src/identity/personas.js'
import { openLedgerServer, type LedgerServer } from '../src/ledger-server.js'
import { Caller } from './http-world.js'
import { envelopesIn } from './told-story.js'

/** Where personal data may stand: its own store, and the read models erased with it. */
const ERASABLE = /^(?:personal-data|read-models)\//
/** Committed, yet said in clear elsewhere for other reasons: a media type, the name of a stream. */
const IMPERSONAL: ReadonlySet<string> = new Set(['plainMediaType', 'target'])
let folder: string
let server: LedgerServer
let log = ''
/** Whatever any commitment opens to, and who stands behind the pseudonyms. */
let personal: ReadonlySet<string>
const handedOut = new Map<string, Buffer>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-personal-'))
  const settings = readSettings({ CONTREMARQUE_DATA: folder })
  const logger = pino(
    { level: 'trace', base: null },
    { write: (line: string) => void (log += line) },
  )
  server = await openLedgerServer({ ...settings, rateLimit: 0 }, logger)
  await useIt()
  personal = await everythingPersonal()
  await server.close()
}, 180_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test('T-24 what is looked for is there: names, addresses, file names, titles, numbers, person ids', () => {
  for (const { id } of PERSONAS) expect(personal.has(id)).toBe(true)
  for (const { name } of PERSONAS.slice(0, 3)) expect([...personal]).toContain(name)
  expect([...personal]).toContain(addressOf('partie-clinique', 'registered-letter'))
  expect([...personal].filter((value) => value.endsWith('.pdf')).length).toBeGreaterThan(10)
  expect([...personal]).toContain('unmistakable purpose')
  expect(personal.size).toBeGreaterThan(100)
})

test('T-24 no file of a told ledger but the erasable ones holds any of it', () => {
  const looked = filesOf(folder).filter((path) => !ERASABLE.test(relative(folder, path)))
  expect(looked.map((path) => relative(folder, path))).toContain('store/events.sqlite')
  for (const path of looked) {
    expect([relative(folder, path), foundIn(readFileSync(path))]).toEqual([
      relative(folder, path),
      [],
    ])
  }
})

test('T-24 no envelope holds any of it, however it is spelled in JSON', () => {
  const text = Buffer.from(JSON.stringify(envelopesIn(folder)))
  expect(foundIn(text)).toEqual([])
})

test('T-24 neither export nor receipts, entries, trust file or metrics hold any of it', () => {
  expect(handedOut.size).toBeGreaterThan(20)
  for (const [name, bytes] of handedOut) expect([name, foundIn(decoded(bytes))]).toEqual([name, []])
})

test('T-24 logs at their most talkative name nobody, nor what was searched, sent or refused', () => {
  expect(log.split('\n').length).toBeGreaterThan(50)
  expect(foundIn(Buffer.from(log))).toEqual([])
  expect(log).not.toMatch(/unmistakable|contremarque-session|127\.0\.0\.1/)
})

test('T-24 nobody but the owner may read a file of the folder', () => {
  const open = filesOf(folder).filter((path) => (statSync(path).mode & 0o077) !== 0)
  expect(open.map((path) => relative(folder, path))).toEqual([])
})

/** Reads, searches, refusals and errors, with something unmistakable in each. */
async function useIt(): Promise<void> {
  const judge = new Caller(server)
  await judge.open('magistrat')
  const operator = new Caller(server)
  await operator.open('operateur')
  expect((await judge.readFor('other', 'unmistakable purpose')).statusCode).toBe(200)
  const found = await judge.post('/cases/search', { text: 'Benali', limit: 50 })
  await judge.post('/cases/search', { text: 'unmistakable search', limit: 50 })
  const [first] = found.json<{ items: { id: string }[] }>().items
  const timeline = await judge.get(`/cases/${first!.id}/timeline?limit=20`)
  for (const { id } of timeline.json<{ items: { id: string }[] }>().items) {
    for (const part of ['entry.p7m', 'receipt']) {
      handedOut.set(`${part} of ${id}`, (await judge.get(`/entries/${id}/${part}`)).rawPayload)
    }
  }
  await judge.post(`/cases/${first!.id}/actions`, {
    kind: 'unmistakable',
    address: 'x@unmistakable',
  })
  await judge.call('POST', '/cases', Buffer.from('{"unmistakable'), {
    'content-type': 'application/json',
    'idempotency-key': 'unmistakable-key',
  })
  await judge.get('/unmistakable?name=unmistakable')
  await operator.get(`/cases/${first!.id}`)
  for (const path of ['/ledger/export', '/ledger/trust', '/metrics', '/ledger/health']) {
    handedOut.set(path, (await operator.get(path)).rawPayload)
  }
}

async function everythingPersonal(): Promise<ReadonlySet<string>> {
  const values = new Set(PERSONAS.flatMap(({ id, handle }) => [id, addressOf(handle)]))
  const streams = new Set(envelopesIn(folder).map(({ stream }) => stream))
  for (const stream of streams) {
    for (const { field, value } of await server.node.personalData.openings.forCase(stream)) {
      if (!IMPERSONAL.has(field)) for (const text of textsOf(value)) values.add(text)
    }
  }
  return values
}

/** The strings of a value that are long enough not to be found by chance. */
function textsOf(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return value.length >= 5 ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((each: JsonValue) => textsOf(each))
}

/** Base64 inside JSON is looked into as well. */
function decoded(bytes: Buffer): Buffer {
  const runs = bytes.toString('latin1').match(/[A-Za-z0-9+/]{64,}={0,2}/g) ?? []
  return Buffer.concat([bytes, ...runs.map((run) => Buffer.from(run, 'base64'))])
}

function foundIn(bytes: Buffer): string[] {
  return [...personal].filter((value) => bytes.includes(value))
}

function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
