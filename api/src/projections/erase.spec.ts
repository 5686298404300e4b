import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feed, sourcesOf } from '../../test/projected.js'
import { EXPERT, JUDGE, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getCase, searchCases } from './case-queries.js'
import { Projector } from './projector.js'
import { ReadModelFile } from './read-model-file.js'
import { timeline } from './timeline-queries.js'

let folder: string
let ledger: TestLedger
let erased: TestCase
let other: TestCase
let file: ReadModelFile

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contremarque-erase-'))
  ledger = await TestLedger.open()
  erased = new TestCase(ledger)
  other = new TestCase(ledger)
  await erased.order('24/01234', 'Sarcoïdose')
  await other.order('25/99999', 'Toiture')
  file = ReadModelFile.create(join(folder, 'model.sqlite'), ledger.origin)
  await feed(file, ledger)
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

/** Whether a word stands in any byte of the file or its log, accents aside. */
function isOnDisk(word: string): boolean {
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  return bytes.some((each) => each.toLowerCase().includes(word))
}

/** What happens when openings are erased: the log says so, the projection follows. */
async function erase(commitments: readonly string[]): Promise<void> {
  const data = { commitments: [...commitments], basis: 'request' }
  await ledger.record({ stream: 'platform-erasures', type: 'OpeningsErased', data })
  const projector = new Projector(file, sourcesOf(ledger))
  const page = ledger.events.filter(({ position }) => position > file.position)
  expect(await projector.apply(page)).toMatchObject({ erased: true })
  file.truncateLog()
}

const digestsOf = async (of: TestCase): Promise<string[]> =>
  (await ledger.openingReader.forCase(of.stream)).map(({ digest }) => digest)

test('T-24 a case whose openings are erased leaves no word in any byte, and its events readable', async () => {
  expect(isOnDisk('24/01234')).toBe(true)
  expect(isOnDisk('sarco')).toBe(true)
  await erase(await digestsOf(erased))
  expect(isOnDisk('24/01234')).toBe(false)
  expect(isOnDisk('sarco')).toBe(false)
  expect(isOnDisk('25/99999')).toBe(true)
  const page = { limit: 5 }
  expect(searchCases(file, JUDGE, 'sarcoidose', page, ledger.now).items).toEqual([])
  expect(getCase(file, JUDGE, erased.id, ledger.now)).toMatchObject({
    number: null,
    subject: null,
    mission: [],
    expert: null,
    parties: [{ name: null }, { name: null }, { name: null }],
  })
  const [item] = timeline(file, JUDGE, erased.stream, page)!.items
  expect(item).toMatchObject({ type: 'ActorAdded', personal: { name: null, address: null } })
})

test('a person erased in one case stays in the other, and the others in this one', async () => {
  const inCase = new Set(await digestsOf(erased))
  await erase(ledger.commitmentsOf(EXPERT).filter((digest) => inCase.has(digest)))
  expect(getCase(file, JUDGE, erased.id, ledger.now)!.parties.map(({ name }) => name)).toEqual([
    'Claire Vasseur',
    null,
    'Me Sophie Lambert',
  ])
  const found = searchCases(file, JUDGE, 'aubry', { limit: 5 }, ledger.now).items
  expect(found.map(({ id }) => id)).toEqual([other.id])
})

test('erasing what was never there changes nothing', async () => {
  await erase(['ab'.repeat(32)])
  expect(searchCases(file, JUDGE, 'aubry', { limit: 5 }, ledger.now).items).toHaveLength(2)
})
