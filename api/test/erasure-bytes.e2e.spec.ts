import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Report } from '@contremarque/ledger'
import { run as runPerson } from '../src/commands/person.js'
import { run as runVerify } from '../src/commands/verify.js'
import { personaOf } from '../src/identity/personas.js'
import { httpWorld } from './http-world.js'
import { runCommand } from './run-command.js'

const expert = personaOf('expert')
/** A word that stands in any other file stands there of somebody else, or by chance. */
const SHORTEST = 8
/** The demonstration's own: its script and the key files of its personas, which no production ledger has. */
const OF_THE_DEMONSTRATION = /^development\//

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-erase-demo-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('T-63 after the erasure of the demo case’s expert neither his key, nor a sealed value, nor a title or file name of his is in any byte', async () => {
  await serve()
  const held = await whatIsHeld()
  expect(held.wrapped.length).toBeGreaterThan(1)
  expect(held.sealed.length).toBeGreaterThan(5)
  expect(held.words).toContain(expert.name)
  expect(held.words.some((word) => word.endsWith('.pdf'))).toBe(true)
  const gone = [...held.wrapped, ...held.sealed, ...held.words.map((word) => Buffer.from(word))]
  // The search finds what is there: else it would find nothing afterwards either.
  expect(notFound([...held.wrapped, ...held.sealed, Buffer.from(expert.name)])).toEqual([])
  const erased = await runCommand(
    runPerson,
    ...['erase', '--data', folder, '--person', expert.id, '--basis', 'gdpr-17'],
    ...['--reference', 'DPD-2026-014', '--decision', 'TJ 26/7'],
  )
  expect(erased.code).toBe(0)
  expect(found(gone)).toEqual([])
  await serve()
  expect(found(gone)).toEqual([])
  const trust = join(folder, 'trust.json')
  const verified = await runCommand(runVerify, folder, '--trust', trust, '--json')
  const { verdict, unchecked } = JSON.parse(verified.out) as Report
  expect(verdict).toBe('TOTAL_PASSED')
  expect(unchecked.map(({ what }) => what)).toContain('ERASED')
}, 240_000)

/** Serves the demo story and ends. */
async function serve(): Promise<void> {
  const world = await httpWorld({ data: folder, demo: true })
  const { models, node } = world.server
  await models.waitFor(await node.ledger.folder.store.headPosition())
  await world.server.close()
}

/** What stands in the files of him: his keys as they are wrapped, his values as they are sealed, and what they say. */
async function whatIsHeld() {
  const wrapped = rowsOf('keys.sqlite', 'SELECT wrapped AS bytes FROM data_key WHERE person = ?')
  return { wrapped, sealed: sealedOfHis(), words: await wordsOfHis() }
}

function sealedOfHis(): Buffer[] {
  return rowsOf(
    'openings.sqlite',
    'SELECT sealed AS bytes FROM opening WHERE person = ? AND length(sealed) > 0',
  )
}

function rowsOf(file: string, query: string): Buffer[] {
  const database = new DatabaseSync(join(folder, 'personal-data', file), { readOnly: true })
  const rows = database.prepare(query).all(expert.id) as { bytes: Uint8Array }[]
  database.close()
  return rows.map(({ bytes }) => Buffer.from(bytes))
}

/** Names, addresses, titles and file names of his that nobody else’s data say as well. */
async function wordsOfHis(): Promise<string[]> {
  const his = new Set<string>()
  const others = new Set<string>()
  const world = await httpWorld({ data: folder, demo: true })
  const { openings } = world.server.node.personalData
  for (const stream of streamsOfOpenings()) {
    for (const { person, field, value } of await openings.forCase(stream)) {
      const isWord = typeof value === 'string' && value.length >= SHORTEST
      if (isWord && FIELDS.test(field)) (person === expert.id ? his : others).add(value)
    }
  }
  await world.server.close()
  return [...his].filter((word) => ![...others].some((other) => other.includes(word)))
}

const FIELDS = /name|address|title|fileName|label/i

function streamsOfOpenings(): string[] {
  const path = join(folder, 'personal-data/openings.sqlite')
  const database = new DatabaseSync(path, { readOnly: true })
  const rows = database.prepare('SELECT DISTINCT stream FROM opening').all() as { stream: string }[]
  database.close()
  return rows.map(({ stream }) => stream)
}

/** Each file with what stands in it, of everything in the data folder: logs of the store and read models included. */
function found(wanted: readonly Buffer[]): string[] {
  return files().flatMap(({ name, bytes }) =>
    wanted.flatMap((each) => (bytes.includes(each) ? [`${name}: ${told(each)}`] : [])),
  )
}

function notFound(wanted: readonly Buffer[]): string[] {
  const all = files()
  return wanted.flatMap((each) =>
    all.some(({ bytes }) => bytes.includes(each)) ? [] : [told(each)],
  )
}

function files() {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }))
    .filter(({ name }) => !OF_THE_DEMONSTRATION.test(name))
}

function told(bytes: Buffer): string {
  const text = bytes.toString()
  return /^[\p{L}\p{N}\p{P}\p{Zs}]+$/u.test(text) ? text : bytes.toString('hex').slice(0, 32)
}
