import { exportSource, verify, type Report } from '@contremarque/ledger'
import { createHash } from 'node:crypto'
import { firstValueFrom } from 'rxjs'
import { eventually } from '../../test/eventually.js'
import { newCase } from '../../test/ledger-kit.js'
import { verifiedReceipt } from '../../test/verified-receipt.js'
import { StampingKit, withoutLists } from '../../test/stamping-kit.js'
import { exportAsItStands } from './export-as-it-stands.js'
import { exportLedger } from './export-ledger.js'
import { openFolderReadOnly } from './open-folder.js'

let kit: StampingKit

beforeEach(async () => {
  kit = await new StampingKit().begin()
})
afterEach(() => kit.end())

const said = ({ verdict, findings }: Report) => [verdict, findings.map(({ code }) => code)]

async function exported(use: 'kept' | 'verified') {
  const opened = await openFolderReadOnly(kit.folder.paths.root)
  const { crypto, trust } = kit.folder
  const bytes =
    use === 'kept' ? exportLedger(opened, crypto) : exportAsItStands(opened, trust.genesis)
  const source = exportSource(bytes, createHash('sha256'))
  const report = await verify({ source, trust, trustSource: 'given', crypto })
  await opened.close()
  return said(report)
}

test('RC-12 receipts and exports made after the data came verify, those made before do not', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await kit.running.sealNow()
  await kit.stamper.stampNow()
  const [entry] = await kit.record(newCase(), 1, kit.running, kit.stamper.anchor())
  await kit.running.sealNow()
  await kit.stamper.stampNow()
  const unproved = ['INDETERMINATE', ['TOKEN_REVOCATION_UNKNOWN', 'TOKEN_REVOCATION_UNKNOWN']]
  expect(said(await verifiedReceipt(kit.folder, entry!.hash))).toEqual(unproved)
  expect(await exported('kept')).toEqual(unproved)
  await eventually(() => kit.timers.delays.includes(60_000))
  state.isDown = false
  kit.timers.advance(60_000)
  await eventually(async () => (await firstValueFrom(kit.stamper.unproved$)).length === 0)
  expect(await kit.revocations()).toHaveLength(1)
  expect(said(await verifiedReceipt(kit.folder, entry!.hash))).toEqual(['TOTAL_PASSED', []])
  expect(await exported('kept')).toEqual(['TOTAL_PASSED', []])
  expect(await exported('verified')).toEqual(['TOTAL_PASSED', []])
})
