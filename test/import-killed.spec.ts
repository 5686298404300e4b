import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseEntry } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'

const repository = join(import.meta.dirname, '..')
const launcher = join(repository, 'api/bin/contremarque.js')
const mapping = join(repository, 'docs/examples/valmont.mapping.json')
const CASES = 40
const ROWS = 1200
const KILLS = 5

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

/** Runs the command; killed with SIGKILL once it has printed a line and `delay` ms more went by. */
async function contremarque(argv: readonly string[], delay?: number) {
  const child = spawn(process.execPath, [launcher, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (text) => (out += String(text)))
  child.stderr.resume()
  const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(timer)
  return { code, signal, out }
}

function importing(delay?: number) {
  return contremarque(['import', file, '--mapping', mapping, '--data', data], delay)
}

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
  let killed = 0
  for (let i = 0; i < KILLS; i++) {
    const { signal, code } = await importing(400 + Math.floor(Math.random() * 1800))
    if (signal === 'SIGKILL') killed++
    else expect(code).toBe(0)
  }
  expect(killed).toBeGreaterThan(0)
  expect(await importing()).toMatchObject({ code: 0, signal: null })
  const expected = Array.from({ length: CASES }, (_, each) =>
    Array.from({ length: ROWS / CASES }, (_, i) => instantOf(i * CASES + each)),
  )
  const byFirst = (a: readonly string[], b: readonly string[]) => (a[0]! < b[0]! ? -1 : 1)
  expect([...recorded()].sort(byFirst)).toEqual(expected.sort(byFirst))
  const again = await importing()
  expect(again.out).toContain(`already there ${String(ROWS)}`)
  const { code, out } = await contremarque(['verify', data, '--trust', join(data, 'trust.json')])
  expect(out).toContain('Verdict: PASSED')
  expect(code).toBe(0)
}, 180_000)
