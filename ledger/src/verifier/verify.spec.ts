import { exampleLedger } from '../../test/example-ledger.ts'
import { freshKeys, testWorld } from '../../test/test-world.ts'
import { verifyBytes } from '../../test/verify-bytes.ts'

test('a whole ledger passes, and the report says what it did not check', async () => {
  const ledger = await exampleLedger(await testWorld(freshKeys()))
  const report = await verifyBytes(ledger.export(), ledger.trust)
  expect(report.findings).toEqual([])
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report).toMatchObject({ entries: 8, batches: 5, stamps: 3, findingsLeftOut: 0 })
  expect(report.checks.every(({ verdict }) => verdict === 'PASSED')).toBe(true)
})
