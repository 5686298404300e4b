import { parseHex, verifyInclusion } from '@contremarque/ledger'
import { projected } from '../../test/projected.js'
import { JUDGE, STRANGER, TestCase } from '../../test/test-case.js'
import { crypto, TestLedger } from '../../test/test-ledger.js'
import { countEntries, getEntry, isStamped, proveInclusion } from './entry-queries.js'
import { EVERYTHING } from './viewer.js'

let ledger: TestLedger
let played: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
  await played.order()
})

test('an entry tells its batch, its leaf and the run that stamps it', async () => {
  await ledger.seal()
  await played.begin()
  await ledger.seal()
  await ledger.stamp()
  const file = await projected(ledger)
  const { id } = ledger.events[5]!
  expect(getEntry(file, JUDGE, id)).toMatchObject({
    entry: { id, type: 'DesignationNotified', state: 'stamped' },
    seal: {
      leaf: 4,
      batch: 1,
      first: 4,
      count: 4,
      size: 8,
      note: expect.stringContaining('\n8\n'),
    },
    stamp: { stamp: 0, firstBatch: 0, lastBatch: 1, size: 8, tokens: [{ tsa: 'test' }] },
  })
})

test('the entries of a stream are counted, sealed or not', async () => {
  await ledger.seal()
  await played.begin()
  const file = await projected(ledger)
  const { stream } = ledger.events[0]!
  const recorded = ledger.events.filter((event) => event.stream === stream).length
  expect(countEntries(file, stream)).toBe(recorded)
  expect(countEntries(file, 'expertise-none')).toBe(0)
})

test('every leaf of five batches over two streams is proved in the tree', async () => {
  const other = new TestCase(ledger)
  for (let batch = 0; batch < 5; batch++) {
    for (let i = 0; i < 60 + 13 * batch; i++) {
      await [played, other][i % 2]!.record({ type: 'CaseConsulted', data: { purpose: 'audit' } })
    }
    await ledger.seal()
  }
  const file = await projected(ledger, 100)
  const size = ledger.events.length - 5
  const root = ledger.root()
  const entries = ledger.events.flatMap(({ id }) => getEntry(file, EVERYTHING, id) ?? [])
  expect(entries).toHaveLength(size)
  for (const { entry, seal } of entries) {
    const proof = proveInclusion(file, seal!.leaf, size, crypto).map((hash) => parseHex(hash))
    const claim = { leaf: parseHex(entry.hash), index: seal!.leaf, size, proof, root }
    expect(verifyInclusion(claim, crypto)).toBe(true)
  }
})

test('no proof for a leaf or size beyond what is sealed', async () => {
  await ledger.seal()
  await played.begin()
  const file = await projected(ledger)
  const code = 'PROOF_OUT_OF_RANGE'
  expect(() => proveInclusion(file, 4, 4, crypto)).toThrow(expect.objectContaining({ code }))
  expect(() => proveInclusion(file, 0, 5, crypto)).toThrow(expect.objectContaining({ code }))
})

test('finds nothing by another id, nor for whoever was not added', async () => {
  const file = await projected(ledger)
  const { id } = ledger.events[0]!
  expect(getEntry(file, STRANGER, id)).toBeUndefined()
  const flipped = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
  expect([flipped, played.id, 'nonsense', ''].map((each) => getEntry(file, JUDGE, each))).toEqual(
    Array(4).fill(undefined),
  )
})

test('an entry that a batch lists and the store lost raises an alarm', async () => {
  await ledger.seal()
  const [lost] = ledger.events.splice(3, 1)
  const file = await projected(ledger)
  const alarm = { stream: lost!.stream, revision: lost!.revision, code: 'ENTRY_MISSING' }
  const root = { revision: 0, code: 'ROOT_MISMATCH' }
  expect(file.all('SELECT * FROM alarms')).toEqual([
    expect.objectContaining(alarm),
    expect.objectContaining(root),
  ])
})

test('is stamped once a run covers it', async () => {
  const { hash } = await played.record({ type: 'CaseConsulted' })
  await ledger.seal()
  expect(isStamped(await projected(ledger), hash)).toBe(false)
  await ledger.stamp()
  expect(isStamped(await projected(ledger), hash)).toBe(true)
})
