import { projected } from '../../test/projected.js'
import { TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import { projectedHealth } from './health-query.js'

let ledger: TestLedger
let played: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
})

test('an empty ledger lags behind nothing', async () => {
  expect(projectedHealth(await projected(ledger), ledger.now)).toEqual({
    entries: 0,
    sealed: 0,
    stamped: 0,
    lastSealedAt: null,
    lastStampedAt: null,
    sealingLag: 0,
    stampingLag: 0,
    tsas: [],
    alarms: [],
  })
})

test('lags are the ages of the oldest entry not sealed and not stamped', async () => {
  await played.record({ type: 'CaseConsulted' })
  const first = ledger.now
  await played.record({ type: 'CaseConsulted' })
  await ledger.seal()
  await played.record({ type: 'CaseConsulted' })
  const third = ledger.now
  await played.record({ type: 'CaseConsulted' })
  const health = projectedHealth(await projected(ledger), ledger.now)
  expect(health).toMatchObject({ entries: 4, sealed: 2, stamped: 0 })
  expect(health.sealingLag).toBe(ledger.now - third)
  expect(health.stampingLag).toBe(ledger.now - first)
})

test('nothing lags once all is stamped', async () => {
  await played.order()
  await ledger.seal()
  await ledger.stamp()
  const at = new Date(ledger.now).toISOString()
  expect(projectedHealth(await projected(ledger), ledger.now + 5000)).toMatchObject({
    entries: 4,
    sealed: 4,
    stamped: 4,
    lastStampedAt: at,
    sealingLag: 0,
    stampingLag: 0,
    tsas: [{ name: 'test', lastTokenAt: at }],
  })
})

test('names the entry that is missing or cannot be read', async () => {
  await played.order()
  await ledger.seal()
  ledger.events.splice(2, 1)
  const { alarms } = projectedHealth(await projected(ledger), ledger.now)
  expect(alarms).toEqual([
    {
      code: 'ENTRY_MISSING',
      message: expect.stringContaining(`${played.stream} 2`),
      since: expect.any(String),
    },
    expect.objectContaining({ code: 'ROOT_MISMATCH' }),
  ])
})
