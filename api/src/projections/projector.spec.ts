import type { ClosingRecord } from '@contremarque/ledger'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feed, projected, sourcesOf } from '../../test/projected.js'
import { contentOf, otherTables } from '../../test/read-model-content.js'
import { EXPERT, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { Generations } from './generations.js'
import { Projector } from './projector.js'
import { ReadModelFile } from './read-model-file.js'
import { buildGeneration } from './rebuild.js'

const folder = mkdtempSync(join(tmpdir(), 'contremarque-projector-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Step = (cases: readonly TestCase[], which: number) => Promise<unknown>

/** What may happen next, in any order: the projection must not rely on the deciders' good order. */
const steps: readonly Step[] = [
  (cases, which) => cases[which]!.order(),
  (cases, which) => cases[which]!.begin(),
  async (cases, which) => {
    const document = await cases[which]!.deposit(`Pièce ${which}`)
    await cases[which]!.notify(document, which === 0 ? 'bounced' : 'delivered')
    if (which === 1) await cases[which]!.open(document)
  },
  (cases, which) => cases[which]!.add(STRANGER, 'tiers', 'Lucie Marchand'),
  (cases, which) => cases[which]!.record({ type: 'NeverHeardOf', personal: { note: 'x' } }),
  (cases) => cases[0]!.ledger.record(terms),
  (cases) => cases[0]!.ledger.record(journalLine),
  (cases) => cases[0]!.ledger.seal(),
  (cases) => cases[0]!.ledger.seal().then(() => cases[0]!.ledger.stamp()),
  (cases, which) =>
    cases[which]!.remove(which === 0 ? STRANGER : EXPERT, which === 0 ? 'tiers' : 'expert'),
  (cases, which) => cases[which]!.consult(EXPERT, 'expert'),
  (cases, which) => readOutside(cases[which]!.ledger),
]

/** A session, what was looked at in it, and its end. */
async function readOutside(ledger: TestLedger): Promise<void> {
  const session = randomUUID()
  const at = { stream: 'console-44444444-4444-8444-8444-444444444444', person: EXPERT } as const
  const by = { ...at, role: 'expert' } as const
  const reading = { screen: 'cases', purpose: 'audit' }
  await ledger.record({ ...by, type: 'ConsoleSessionOpened', data: { session } })
  await ledger.record({ ...by, type: 'ConsoleConsulted', data: reading })
  const end = { session, from: INSTANT, until: INSTANT, reads: 1, cause: 'closed' }
  await ledger.record({ stream: at.stream, type: 'ConsoleSessionEnded', data: end })
}

const INSTANT = '2026-03-02T09:00:00.000Z'
const terms = {
  stream: 'actor-22222222-2222-4222-8222-222222222222',
  type: 'TermsAccepted',
  person: EXPERT,
  data: { version: '2024-1' },
}
const journalLine = {
  stream: 'journal-33333333-3333-4333-8333-333333333333',
  type: 'JournalEntryImported',
  data: { source: 'opalexe', activity: 'deposit' },
  personal: { case: 'A-17', actor: 'Resource21', key: 'task-1' },
}

async function played(script: readonly (readonly [number, number])[]): Promise<TestLedger> {
  const ledger = await TestLedger.open()
  const cases = [new TestCase(ledger), new TestCase(ledger)]
  for (const [step, which] of script) await steps[step % steps.length]!(cases, which)
  return ledger
}

const scripts = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(1)), { maxLength: 14 })
const pageSizes = fc.integer({ min: 1, max: 40 })

test('P6 page by page, in one go and rebuilt from the log: the same read model', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, pageSizes, pageSizes, async (script, one, other) => {
      const ledger = await played(script)
      const whole = contentOf(await projected(ledger, one))
      expect(contentOf(await projected(ledger, other))).toEqual(whole)
      const generations = new Generations(folder)
      const readAll = async (after: bigint) =>
        ledger.events.filter(({ position }) => position > after).slice(0, one)
      const sources = { ...sourcesOf(ledger), origin: ledger.origin, store: { readAll } }
      const { path, events } = await buildGeneration(generations, sources)
      const rebuilt = ReadModelFile.open(path, ledger.origin)!
      expect(events).toBe(ledger.events.length)
      expect(contentOf(rebuilt)).toEqual(whole)
      rebuilt.close()
    }),
    { numRuns: 25 },
  )
})

async function rebuilt(ledger: TestLedger): Promise<ReadModelFile> {
  const readAll = async (after: bigint) => ledger.events.filter(({ position }) => position > after)
  const sources = { ...sourcesOf(ledger), origin: ledger.origin, store: { readAll } }
  const { path } = await buildGeneration(new Generations(folder), sources)
  return ReadModelFile.open(path, ledger.origin)!
}

test('T-01 one byte edited in a sealed entry: live or rebuilt, the same alarms name it', async () => {
  const ledger = await played([
    [0, 0],
    [1, 0],
    [7, 0],
    [2, 0],
    [7, 0],
  ])
  const { data, ...event } = ledger.events[5]!
  const edited = data.with(data.indexOf('"'.charCodeAt(0), 200) + 1, 'X'.charCodeAt(0))
  ledger.events[5] = { ...event, data: edited }
  const file = await rebuilt(ledger)
  expect(file.all('SELECT stream, revision, code FROM alarms ORDER BY code')).toEqual([
    { stream: event.stream, revision: event.revision, code: 'ENTRY_DIGEST_MISMATCH' },
    { stream: expect.stringMatching(/^sealing-/), revision: 0, code: 'ROOT_MISMATCH' },
  ])
  expect(contentOf(file)).toEqual(contentOf(await projected(ledger, 1)))
  file.close()
})

test('the comparison leaves no table out', async () => {
  expect(otherTables(await projected(await played([])))).toEqual(['meta'])
})

test('a restart between any two pages changes nothing', async () => {
  const ledger = await played(steps.map((_, step) => [step, step % 2]))
  const whole = contentOf(await projected(ledger, 1000))
  const path = join(folder, 'restarted.sqlite')
  ReadModelFile.create(path, ledger.origin).close()
  for (;;) {
    const file = ReadModelFile.open(path, ledger.origin)!
    const page = ledger.events.filter(({ position }) => position > file.position).slice(0, 3)
    if (page.length === 0) {
      expect(contentOf(file)).toEqual(whole)
      file.close()
      return
    }
    await new Projector(file, sourcesOf(ledger)).apply(page)
    file.close()
  }
})

test('a page that fails half way leaves nothing behind and can be applied again', async () => {
  const ledger = await played([
    [0, 0],
    [2, 0],
    [7, 0],
    [8, 0],
  ])
  const file = ReadModelFile.create(':memory:', ledger.origin)
  const projector = new Projector(file, sourcesOf(ledger))
  await projector.apply(ledger.events.slice(0, 2))
  file.execute(
    "CREATE TRIGGER fault BEFORE INSERT ON ranges BEGIN SELECT raise(ABORT, 'fault'); END",
  )
  await expect(projector.apply(ledger.events.slice(2))).rejects.toThrow('fault')
  expect(file.position).toBe(2n)
  expect(file.get('SELECT count(*) AS n FROM entries')).toEqual({ n: 2 })
  file.execute('DROP TRIGGER fault')
  await projector.apply(ledger.events.slice(2))
  expect(contentOf(file)).toEqual(contentOf(await projected(ledger)))
})

test('an erasure in the log erases what was projected before it, in tables and in search', async () => {
  const ledger = await TestLedger.open()
  const one = new TestCase(ledger)
  await one.order()
  const file = await projected(ledger)
  const commitments = ledger.commitmentsOf(EXPERT)
  ledger.erase(EXPERT)
  const data = { commitments, basis: 'request' }
  await ledger.record({ stream: 'platform-erasures', type: 'OpeningsErased', data })
  await feed(file, ledger)
  expect(JSON.stringify(contentOf(file).search)).not.toContain('Aubry')
  expect(JSON.stringify(contentOf(file).personal)).not.toContain('Aubry')
  expect(JSON.stringify(contentOf(file).personal)).toContain('Claire Vasseur')
})

describe('the end of a store that the ledger left', () => {
  async function alarmsAfter(changes: Partial<ClosingRecord>): Promise<unknown[]> {
    const ledger = await played([
      [0, 0],
      [7, 0],
    ])
    ledger.close(changes)
    const live = await projected(ledger)
    const alarms = live.all('SELECT code FROM alarms')
    live.close()
    return alarms
  }

  test('raises no alarm where it stands behind the last batch', async () => {
    expect(await alarmsAfter({})).toEqual([])
  })

  test('raises one where it names another', async () => {
    expect(await alarmsAfter({ size: 77 })).toEqual([{ code: 'CLOSING_OUT_OF_PLACE' }])
  })
})
