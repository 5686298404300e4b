import { createReadStream, existsSync, readFileSync } from 'node:fs'
import type { JournalAction, JournalState } from '../actions/journal/journal.js'
import type { Recorded, RecordRequest } from '../recorder/record-request.js'
import { RecorderError } from '../recorder/recorder-error.js'
import { readCsv } from './csv-rows.js'
import { ImportError } from './import-error.js'
import { importJournal, type ImportSummary } from './import-journal.js'
import { parseMapping, type Mapping } from './mapping.js'

type Request = RecordRequest<JournalState, JournalAction>

const place = (name: string) => new URL(`../../../docs/examples/${name}`, import.meta.url)
const valmont = parseMapping(readFileSync(place('valmont.mapping.json'), 'utf8'))
const lookupKey = new Uint8Array(32).fill(7)

/** Keeps what was recorded; answers a repeat like the recorder. `crashAfter` entries it fails. */
class MemoryRecorder {
  readonly entries: Request[] = []
  readonly #bodies = new Map<string, string>()
  readonly #busy = new Set<string>()
  overlapped = false
  crashAfter = Infinity

  async record(request: Request): Promise<Recorded> {
    const { stream, idempotency } = request
    if (this.#busy.has(stream)) this.overlapped = true
    this.#busy.add(stream)
    // Streams of even first digit answer late, so that cases overtake one another.
    for (let i = parseInt(stream.slice(8, 9), 16) % 2; i < 2; i++) await Promise.resolve()
    this.#busy.delete(stream)
    const key = `${stream} ${idempotency!.caller} ${idempotency!.key}`
    const known = this.#bodies.get(key)
    if (known !== undefined && known !== idempotency!.bodyDigest) {
      throw new RecorderError('IDEMPOTENCY_KEY_REUSED', 'other body')
    }
    if (known === undefined) {
      if (this.entries.length >= this.crashAfter)
        throw new RecorderError('RECORDER_STOPPED', 'killed')
      this.#bodies.set(key, idempotency!.bodyDigest)
      this.entries.push(request)
    }
    return { stream, entries: [], position: 0n, repeated: known !== undefined }
  }

  lines(): string[] {
    return this.entries.map(({ action }) => `${action.case} ${action.key.join()}`)
  }
}

async function run(recorder: MemoryRecorder, text: string | Buffer, mapping: Mapping = valmont) {
  const problems: [number, string][] = []
  async function* source() {
    yield Buffer.from(text)
  }
  const rows = readCsv(source(), { delimiter: mapping.delimiter, maxRowBytes: 65_536 })
  const summary = await importJournal(rows, mapping, {
    recorder,
    lookupKey,
    onProblem: (line, { code }) => problems.push([line, code]),
    onProgress: () => undefined,
  })
  return { summary, problems }
}

const example = readFileSync(place('valmont.csv'))
const head = 'numero;dossier;quand;operation;agent;poste;observation\n'
const whole: ImportSummary = { read: 8, recorded: 7, alreadyThere: 0, refused: 1 }

test('the example is recorded but for the hour that does not exist', async () => {
  const recorder = new MemoryRecorder()
  expect(await run(recorder, example)).toEqual({
    summary: whole,
    problems: [[8, 'INSTANT_NONEXISTENT']],
  })
  const [first] = recorder.entries
  expect(first?.action).toEqual({
    kind: 'RecordJournalEntry',
    source: 'valmont-registry',
    activity: 'document-deposited',
    label: 'Dépôt d’un document',
    at: '2024-03-04T09:12:30+01:00',
    case: 'V-24/001',
    actor: 'A. Lenoir',
    key: ['1'],
    row: { remark: 'bordereau; 3 pièces' },
  })
  expect(first?.person).toMatchObject({ role: 'externe', authentication: { method: 'foreign' } })
})

test('R3 rows of a case keep the order of the file, one at a time', async () => {
  const recorder = new MemoryRecorder()
  const rows = Array.from(
    { length: 400 },
    (_, i) => `${i};V-${i % 7};2024-03-04 09:00:00;avis;x;p;\n`,
  )
  await run(recorder, head + rows.join(''))
  expect(recorder.overlapped).toBe(false)
  for (let each = 0; each < 7; each++) {
    const keys = recorder.entries.filter(({ action }) => action.case === `V-${each}`)
    expect(keys.map(({ action }) => Number(action.key[0]))).toEqual(
      Array.from({ length: Math.ceil((400 - each) / 7) }, (_, i) => i * 7 + each),
    )
  }
})

test('E1 the same file twice adds nothing', async () => {
  const recorder = new MemoryRecorder()
  await run(recorder, example)
  const { summary } = await run(recorder, example)
  expect(summary).toEqual({ read: 8, recorded: 0, alreadyThere: 7, refused: 1 })
  expect(recorder.entries).toHaveLength(7)
})

test('E1 a run that was killed anywhere is resumed by running it again', async () => {
  for (let crashAfter = 0; crashAfter < 7; crashAfter++) {
    const recorder = new MemoryRecorder()
    recorder.crashAfter = crashAfter
    await expect(run(recorder, example)).rejects.toMatchObject({ code: 'RECORDER_STOPPED' })
    recorder.crashAfter = Infinity
    const { summary } = await run(recorder, example)
    expect(summary.recorded + summary.alreadyThere).toBe(7)
    expect(recorder.lines().filter((line) => line.startsWith('V-24/001'))).toEqual(
      ['1', '3', '4', '6'].map((key) => `V-24/001 ${key}`),
    )
    expect(new Set(recorder.lines()).size).toBe(7)
  }
})

test('E2 a row changed afterwards shows', async () => {
  const recorder = new MemoryRecorder()
  await run(recorder, example)
  const changed = example.toString().replace('première consultation', 'rien')
  const { problems, summary } = await run(recorder, changed)
  expect(problems.sort(([a], [b]) => a - b)).toEqual([
    [5, 'KEY_REUSED'],
    [8, 'INSTANT_NONEXISTENT'],
  ])
  expect(summary).toEqual({ read: 8, recorded: 0, alreadyThere: 6, refused: 2 })
})

test('E2 a better label or an ignored column is no other content', async () => {
  const recorder = new MemoryRecorder()
  await run(recorder, example)
  const values = { ...valmont.activity.values, avis: { code: 'notice-sent', fr: 'Avis adressé' } }
  const relabelled = { ...valmont, activity: { ...valmont.activity, values } }
  const moved = example.toString().replaceAll('guichet 1', 'guichet 2')
  const { summary } = await run(recorder, moved, relabelled)
  expect(summary.alreadyThere).toBe(7)
})

test.each<[string, string | Buffer, string]>([
  ['a cell too few', '1;V;2024-03-04 09:00:00;avis;x;p\n', 'CELL_COUNT'],
  ['an empty key', ';V;2024-03-04 09:00:00;avis;x;p;\n', 'CELL_EMPTY'],
  ['an empty actor', '1;V;2024-03-04 09:00:00;avis;;p;\n', 'CELL_EMPTY'],
  ['an unknown activity', '1;V;2024-03-04 09:00:00;vol;x;p;\n', 'ACTIVITY_UNKNOWN'],
  ['a name every object has', '1;V;2024-03-04 09:00:00;constructor;x;p;\n', 'ACTIVITY_UNKNOWN'],
  ['a bad date', '1;V;04/03/2024;avis;x;p;\n', 'INSTANT_MALFORMED'],
  [
    'broken UTF-8',
    Buffer.from('1;V;2024-03-04 09:00:00;avis;L\xe9on;p;\n', 'latin1'),
    'UTF8_BROKEN',
  ],
  ['a cell too long', `1;V;2024-03-04 09:00:00;avis;x;p;${'y'.repeat(9000)}\n`, 'CELL_TOO_LONG'],
  ['a misplaced quote', '1;V;2024-03-04 09:00:00;avis;x"y;p;\n', 'QUOTE_MISPLACED'],
])('R2 %s refuses its row with its line; the next one enters', async (_, row, code) => {
  const recorder = new MemoryRecorder()
  const next = '2;V;2024-03-04 09:00:00;avis;x;p;\n'
  const { summary, problems } = await run(
    recorder,
    Buffer.concat([Buffer.from(head), Buffer.from(row), Buffer.from(next)]),
  )
  expect(problems).toEqual([[2, code]])
  expect(summary).toEqual({ read: 2, recorded: 1, alreadyThere: 0, refused: 1 })
  expect(recorder.lines()).toEqual(['V 2'])
})

test('without a header nothing is imported', async () => {
  await expect(run(new MemoryRecorder(), '')).rejects.toBeInstanceOf(ImportError)
  await expect(run(new MemoryRecorder(), 'a;b\n1;2\n')).rejects.toMatchObject({
    code: 'HEADER_MALFORMED',
  })
})

test('R4 foreign people and cases are told apart by source, and nothing of them stands in an id', async () => {
  const recorder = new MemoryRecorder()
  await run(recorder, example)
  await run(recorder, example, { ...valmont, source: 'other-court' })
  const streams = new Set(recorder.entries.map(({ stream }) => stream))
  const people = new Set(recorder.entries.map(({ person }) => person.id))
  expect([streams.size, people.size]).toEqual([6, 6])
  for (const stream of streams) expect(stream).toMatch(/^journal-[0-9a-f-]{14}8[0-9a-f]{3}-[89ab]/)
})

describe('the real journal', () => {
  const path = process.env.CONTREMARQUE_RECEIPT_PHASE ?? '../shared/data/receipt-phase.csv'
  const url = new URL(path, new URL('../../../', import.meta.url))

  const isThere = existsSync(url)
  const name = '8,577 rows of 1,434 cases are recorded in order, then already there'
  const testIfThere = isThere ? test : test.skip
  testIfThere(isThere ? name : `NOT RUN: ${url.pathname} is missing`, async () => {
    const mapping = parseMapping(readFileSync(place('receipt-phase.mapping.json'), 'utf8'))
    const recorder = new MemoryRecorder()
    const once = async () =>
      importJournal(
        readCsv(createReadStream(url), { delimiter: ',', maxRowBytes: 65_536 }),
        mapping,
        {
          recorder,
          lookupKey,
          onProblem: (line, { code }) => expect([line, code]).toEqual([]),
          onProgress: () => undefined,
        },
      )
    expect([await once(), await once()]).toEqual([
      { read: 8577, recorded: 8577, alreadyThere: 0, refused: 0 },
      { read: 8577, recorded: 0, alreadyThere: 8577, refused: 0 },
    ])
    expect(new Set(recorder.entries.map(({ stream }) => stream)).size).toBe(1434)
  })
})
