import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseEntry } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { contremarque, repository } from './acceptance/run-command.ts'
import { seededRandom } from './acceptance/seeded-random.ts'
import { struckImport } from './acceptance/struck-import.ts'

const mapping = join(repository, 'docs/examples/valmont.mapping.json')
const CASES = 40
const ROWS = 1200
const KILLS = 5
/** A killed run records this many events more at most, and what was under way then. */
const MOST_BETWEEN = 60

let root: string
let data: string
let file: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'import-killed-'))
  data = join(root, 'data')
  file = join(root, 'journal.csv')
  const rows = Array.from(
    { length: ROWS },
    (_, i) => `${String(i)};V-${String(i % CASES)};${instantOf(i)};avis;agent ${String(i % 7)};p;`,
  )
  writeFileSync(
    file,
    ['numero;dossier;quand;operation;agent;poste;observation', ...rows].join('\n'),
  )
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

function instantOf(row: number): string {
  return new Date(Date.UTC(2024, 2, 4) + row * 1000).toISOString().slice(0, 19) + 'Z'
}

const importing = () => contremarque(['import', file, '--mapping', mapping, '--data', data])

/** The instants each case claims, in the order of its stream. */
function recorded(): readonly (readonly string[])[] {
  const database = new DatabaseSync(join(data, 'store', 'events.sqlite'), { readOnly: true })
  const rows = database
    .prepare(
      "SELECT stream, data FROM event WHERE type = 'JournalEntryImported' ORDER BY stream, revision",
    )
    .all() as unknown as { stream: string; data: Uint8Array }[]
  database.close()
  const crypto = nodeCrypto()
  const streams = Map.groupBy(rows, ({ stream }) => stream)
  return [...streams.values()].map((entries) =>
    entries.map(({ data }) => parseEntry(new Uint8Array(data), crypto).envelope.occurredAt.at),
  )
}

test('killed with kill -9 again and again, then run to its end: nothing lost, nothing twice, order kept', async () => {
  const { random, seed } = seededRandom()
  const told: string[] = []
  let killed = 0
  for (let index = 0; index < KILLS; index++) {
    const argv = [file, '--mapping', mapping]
    const strike = await struckImport(argv, data, { index, random, most: MOST_BETWEEN })
    if (strike.signal === 'SIGKILL') killed++
    told.push(strike.told)
  }
  console.log(`kill -9, seed ${seed}\n${told.join('\n')}`)
  expect(killed).toBeGreaterThanOrEqual(KILLS - 1)
  expect(recorded().flat().length).toBeLessThan(ROWS)
  expect(await importing()).toMatchObject({ status: 0, signal: null })
  const expected = Array.from({ length: CASES }, (_, each) =>
    Array.from({ length: ROWS / CASES }, (_, i) => instantOf(i * CASES + each)),
  )
  const byFirst = (a: readonly string[], b: readonly string[]) => (a[0]! < b[0]! ? -1 : 1)
  expect([...recorded()].sort(byFirst)).toEqual(expected.sort(byFirst))
  const again = await importing()
  expect(again.stdout).toContain(`already there ${String(ROWS)}`)
  const verified = await contremarque(['verify', data, '--trust', join(data, 'trust.json')])
  expect(verified.stdout).toContain('Verdict: PASSED')
  expect(verified.status).toBe(0)
}, 180_000)
