import { parseCertificate, parseToken, parseBase64, verify } from '@contremarque/ledger'
import { firstValueFrom } from 'rxjs'
import { eventually } from '../../test/eventually.js'
import { faultyStore, type Fault } from '../../test/ledger-kit.js'
import { StampingKit, withoutLists } from '../../test/stamping-kit.js'
import { openDevelopmentAuthority } from '../development/pki/development-authority.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import type { UnprovedMemory } from './later-revocation.js'

let kit: StampingKit

beforeEach(async () => {
  kit = await new StampingKit().begin()
})
afterEach(() => kit.end())

const AGAIN = 60_000

async function stampOnce(): Promise<void> {
  await kit.running.sealNow({ heartbeat: true })
  await kit.stamper.stampNow()
}

const alarms = () => firstValueFrom(kit.stamper.unproved$)
const alarmed = () => eventually(async () => (await alarms()).length === 1)
const calm = () => eventually(async () => (await alarms()).length === 0)

/** Lets the time pass after which missing data is asked for again. */
async function again(): Promise<void> {
  await eventually(() => kit.timers.delays.includes(AGAIN))
  kit.timers.advance(AGAIN)
}

async function verdict() {
  const { source, close } = await openFolderReadOnly(kit.folder.paths.root)
  const { trust, crypto } = kit.folder
  const report = await verify({ source, trust, trustSource: 'given', crypto })
  await close()
  return [report.verdict, report.findings.map(({ code, place }) => [code, place.stamp])]
}

test('a valid token is kept when there is no revocation data, and that is an alarm', async () => {
  const { flaky } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await stampOnce()
  const [record] = await kit.stamps()
  expect(record?.tokens).toMatchObject([{ tsa: 'development', crls: [], ocsps: [] }])
  expect(kit.stamper.health()).toMatchObject({
    failingSince: null,
    tsas: [{ state: 'unproved', problem: expect.stringContaining('no lists') }],
  })
  await alarmed()
  expect(await alarms()).toMatchObject([{ code: 'REVOCATION_UNKNOWN' }])
  expect(await verdict()).toEqual(['INDETERMINATE', [['TOKEN_REVOCATION_UNKNOWN', 0]]])
})

test('RC-12 what was missing is recorded when it is to be had again, once for all tokens that lack it', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([kit.good])
  await stampOnce()
  await kit.stamper.stop()
  await kit.stamping([flaky])
  await stampOnce()
  await stampOnce()
  await alarmed()
  await again()
  await eventually(() => state.asked === 3)
  expect(await kit.revocations()).toEqual([])
  state.isDown = false
  await again()
  await calm()
  expect(await kit.revocations()).toMatchObject([
    { stamp: 3, tsa: 'development', firstStamp: 1, lastStamp: 2, crls: [expect.any(String)] },
  ])
  expect(kit.stamper.health().tsas).toMatchObject([{ state: 'ok', problem: null }])
  await stampOnce()
  expect((await kit.stamps()).map(({ stamp }) => stamp)).toEqual([0, 1, 2, 4])
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})

test('a start finds what lacks data, and goes on behind a record that came later', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await stampOnce()
  await kit.stamper.stop()
  const anchor = kit.stamper.anchor()
  await kit.stamping([flaky])
  await alarmed()
  state.isDown = false
  await again()
  await calm()
  await kit.stamper.stop()
  await kit.stamping()
  expect(kit.stamper.anchor()).toEqual(anchor)
  await stampOnce()
  expect((await kit.stamps()).map(({ stamp }) => stamp)).toEqual([0, 2])
  expect(await alarms()).toEqual([])
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})

test('what is kept beside the store spares a start from reading the stream, and can be lost', async () => {
  let kept: string | undefined
  const memory: UnprovedMemory = {
    read: async () => kept,
    write: async (text) => {
      kept = text
    },
  }
  const { flaky } = withoutLists(kit.good)
  await kit.stamping([flaky], { unproved: memory })
  await stampOnce()
  await alarmed()
  await kit.stamper.stop()
  const { stamping } = recordStreams(kit.folder.info)
  expect(JSON.parse(kept!)).toMatchObject({
    stream: stamping,
    next: 1,
    ranges: { development: { first: 0, last: 0 } },
  })
  for (const text of [kept, undefined, '{', kept!.replace(stamping, 'stamping-other')]) {
    kept = text
    await kit.stamping([flaky], { unproved: memory })
    await stampOnce()
    await alarmed()
    await eventually(() => kept?.includes('"first":0') === true)
    await kit.stamper.stop()
  }
})

test('what shows the certificate to be revoked is recorded too: the ledger is then not whole', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await stampOnce()
  await alarmed()
  const [stamp] = await kit.stamps()
  const [der] = parseToken(parseBase64(stamp!.tokens[0]!.token)).certificates
  const { pki } = await openDevelopmentAuthority(kit.folder.paths)
  const { serial } = parseCertificate(der!)
  const thisUpdate = kit.clock.at
  const times = { thisUpdate, nextUpdate: thisUpdate + 3_600_000 }
  const revoked = [{ serial, at: thisUpdate, reason: 1 }]
  const crl = await pki.issueCrl({ number: 7, ...times, revoked })
  kit.good.revocation = async () => ({ crls: [crl], ocsps: [], problem: null })
  state.isDown = false
  await again()
  await calm()
  expect(await verdict()).toEqual(['TOTAL_FAILED', [['TOKEN_CERTIFICATE_REVOKED', 0]]])
})

test('data that covers nothing is not recorded', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await stampOnce()
  await alarmed()
  kit.good.revocation = async () => ({ crls: [new Uint8Array(9)], ocsps: [], problem: null })
  state.isDown = false
  await again()
  await eventually(() => kit.timers.delays.includes(AGAIN))
  expect(await kit.revocations()).toEqual([])
  expect(await alarms()).toHaveLength(1)
})

test.each<Fault>(['stored', 'not stored', 'unavailable'])(
  'an append that is %s leaves one record of the data',
  async (fault) => {
    const { stamping } = recordStreams(kit.folder.info)
    const store = faultyStore(kit.folder.store, (stream) => stream === stamping)
    const { flaky, state } = withoutLists(kit.good)
    await kit.stamping([flaky], { store })
    await stampOnce()
    await alarmed()
    state.isDown = false
    store.faults.push(fault)
    await again()
    if (fault === 'unavailable') await again()
    await calm()
    expect(await kit.revocations()).toHaveLength(1)
  },
)

test('T-11 of two nodes one records the data, the other takes it over', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  const first = kit.stamper
  await stampOnce()
  await alarmed()
  await kit.stamping([flaky])
  await alarmed()
  state.isDown = false
  await again()
  await calm()
  await kit.running.sealNow({ heartbeat: true })
  await Promise.all([first.stampNow(), kit.stamper.stampNow()])
  await eventually(async () => (await firstValueFrom(first.unproved$)).length === 0)
  await first.stop()
  expect(await kit.revocations()).toHaveLength(1)
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})
