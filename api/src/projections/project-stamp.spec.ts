import { projected } from '../../test/projected.js'
import { TestLedger } from '../../test/test-ledger.js'

const added = (accuracy: number) => ({
  stream: 'platform-keys',
  type: 'TsaAdded',
  data: { name: 'test', policies: ['1.2.3'], certificates: ['ab'.repeat(32)], accuracy },
})

/** What is shown of the last token: its margins before and after, milliseconds. */
async function margins(ledger: TestLedger): Promise<readonly [number, number]> {
  await ledger.seal()
  await ledger.stamp()
  const file = await projected(ledger)
  const sql = 'SELECT generated_at AS at, not_before AS first, not_after AS last FROM tokens'
  const [row] = file.all<{ at: number; first: number; last: number }>(sql)
  return [row!.at - row!.first, row!.last - row!.at]
}

test('a token that states no accuracy has that of the entry that added its authority', async () => {
  const ledger = await TestLedger.open({ accuracy: 0 })
  await ledger.record(added(7_000))
  await ledger.record(added(9))
  expect(await margins(ledger)).toEqual([7_000, 7_000])
})

test('one that states it has its own', async () => {
  const ledger = await TestLedger.open()
  await ledger.record(added(7_000))
  expect(await margins(ledger)).toEqual([250, 250])
})
