import { randomUUID } from 'node:crypto'
import { projected } from '../../test/projected.js'
import { JUDGE, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { getCase } from './case-queries.js'
import { deliveries } from './delivery-queries.js'
import { getEntry } from './entry-queries.js'
import type { ReadModelFile } from './read-model-file.js'
import { timeline } from './timeline-queries.js'

const NO_CASE = '11111111-1111-8111-8111-111111111111'
const page = { limit: 10 }
let file: ReadModelFile
let played: TestCase
let entry: string

beforeEach(async () => {
  const ledger = await TestLedger.open()
  played = new TestCase(ledger)
  await played.order()
  await played.deposit('IRM')
  entry = (await played.record({ type: 'CaseConsulted', data: { purpose: 'audit' } })).id
  file = await projected(ledger)
})

/** What a query asks of the file, statement by statement. */
function asked(query: () => unknown): string[] {
  const told: string[] = []
  const statement = file.statement.bind(file)
  file.statement = (sql) => {
    told.push(sql)
    return statement(sql)
  }
  expect(query()).toBeUndefined()
  file.statement = statement
  return told
}

const queries: Record<string, (viewer: string, id: string) => unknown> = {
  detail: (viewer, id) => getCase(file, viewer, id, 0),
  timeline: (viewer, id) => timeline(file, viewer, `expertise-${id}`, page),
  deliveries: (viewer, id) => deliveries(file, viewer, id),
}

test.each(Object.entries(queries))(
  'T-22 the %s of a case of others costs the statements of one that is not there',
  (_, query) => {
    const foreign = asked(() => query(STRANGER, played.id))
    expect(foreign).toEqual(asked(() => query(STRANGER, NO_CASE)))
    expect(foreign.length).toBeGreaterThan(1)
    expect(query(JUDGE, played.id)).toBeDefined()
  },
)

test('T-22 an entry of others costs the statements of one that is not there', () => {
  const isOwn = (stream: string) => stream === 'console-x'
  const foreign = asked(() => getEntry(file, STRANGER, entry, isOwn))
  expect(foreign).toEqual(asked(() => getEntry(file, STRANGER, randomUUID(), isOwn)))
  expect(foreign.length).toBeGreaterThan(2)
  expect(getEntry(file, JUDGE, entry, isOwn)).toBeDefined()
})

test('what is no case of his is his own where it is said to be', () => {
  expect(getEntry(file, STRANGER, entry, (stream) => stream === played.stream)).toBeDefined()
})
