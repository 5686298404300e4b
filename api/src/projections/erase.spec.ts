import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feed } from '../../test/projected.js'
import { EXPERT, JUDGE, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getCase, listCases, searchCases } from './case-queries.js'
import { eraseCase, erasePerson } from './erase.js'
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

test('erasing a case leaves no word of it in any byte, and its events readable', () => {
  expect(isOnDisk('24/01234')).toBe(true)
  expect(isOnDisk('sarco')).toBe(true)
  eraseCase(file, erased.stream)
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

test('erasing a person in one case leaves him in the other, and the others in this one', () => {
  erasePerson(file, erased.stream, EXPERT)
  expect(getCase(file, JUDGE, erased.id, ledger.now)!.parties.map(({ name }) => name)).toEqual([
    'Claire Vasseur',
    null,
    'Me Sophie Lambert',
  ])
  const seen = listCases(file, EXPERT, { limit: 5 }, ledger.now).items.map(({ id }) => id)
  expect(seen).toEqual([other.id])
  const found = searchCases(file, JUDGE, 'aubry', { limit: 5 }, ledger.now).items
  expect(found.map(({ id }) => id)).toEqual([other.id])
})

test('erasing what was never there does nothing', () => {
  eraseCase(file, new TestCase(ledger).stream)
  expect(listCases(file, JUDGE, { limit: 5 }, ledger.now).items).toHaveLength(2)
})
