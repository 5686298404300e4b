import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import type { RunningLedger } from '../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { openFolderReadOnly } from '../src/verification/open-folder.js'
import { event } from './event-store/kit.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'

const clock = new TokenClock()
let double: EventStoreDbDouble
let folder: string
let ledger: RunningLedger

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  folder = await mkdtemp(join(tmpdir(), 'contremarque-foreign-'))
  ledger = await open()
  await ledger.settle()
})
afterEach(async () => {
  await ledger.close()
  double.kill()
  await rm(folder, { recursive: true })
})

const open = () =>
  runDevelopmentLedger(folder, { clock, mayFound: true, eventStoreDb: { url: double.url } })

/** Somebody else's client writes to a stream, behind whatever is there. */
function write(stream: string, contentType: string, text: string): void {
  double.log.append(stream, 'any', [
    { ...event('x'), data: Buffer.from(text), contentType, custom: new Uint8Array() },
  ])
}

const CASE = 'expertise-4c1f7a52-9d3e-4f0b-8a6c-2b7d9e5f1a30'
const places = [
  ['a case', () => CASE],
  ['the batches', () => recordStreams(ledger.folder.info).sealing],
  ['the time-stamps', () => recordStreams(ledger.folder.info).stamping],
] as const
const forms = [
  ['JSON', 'application/json', '{"hello":"world"}'],
  ['bytes', 'application/octet-stream', 'hello'],
] as const
const cases = places.flatMap(([place, stream]) =>
  forms.map(([form, type, text]) => [form, place, stream, type, text] as const),
)

async function verdict() {
  const { trust } = ledger.folder
  const { source, close } = await openFolderReadOnly(folder, { url: double.url })
  const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
  await close()
  return [report.verdict, report.findings.map(({ code }) => code)]
}

/** It says so, records and stamps nothing more, and `verify` finds it. */
async function expectStopped(): Promise<void> {
  const { code } = await eventually(async () => {
    await ledger.renewAnchor().catch(() => undefined)
    return ledger.alarms()[0]
  })
  expect(code).toMatch(/^(?:ENTRY|BATCH|STAMP)_BROKEN$/)
  expect(() => ledger.assertRecordable()).toThrow()
  const stamps = stored(recordStreams(ledger.folder.info).stamping)
  await ledger.settle().catch(() => undefined)
  expect(stored(recordStreams(ledger.folder.info).stamping)).toBe(stamps)
  expect(await verdict()).toEqual(['TOTAL_FAILED', expect.any(Array)])
}

function stored(stream: string): number {
  return double.log.all.filter((each) => each.stream === stream).length
}

test.each(cases)(
  'T-08 somebody writes %s to %s while the ledger runs: an alarm, nothing recorded any more, and a finding',
  async (_form, _place, stream, type, text) => {
    write(stream(), type, text)
    await expectStopped()
  },
)

test.each(cases)(
  'T-08 somebody wrote %s to %s while nobody looked: the same at the start',
  async (_form, _place, stream, type, text) => {
    await ledger.close()
    write(stream(), type, text)
    ledger = await open()
    await expectStopped()
  },
)

test.each(forms)(
  'T-08 a ledger whose keys somebody wrote %s to opens to be read, says where, and records nothing',
  async (_form, type, text) => {
    await ledger.close()
    write('platform-keys', type, text)
    ledger = await open()
    expect(ledger.alarms()).toMatchObject([
      { code: 'ENTRY_BROKEN', message: expect.stringContaining('platform-keys@1') },
    ])
    await expectStopped()
  },
)

const foreign = {
  code: 'EVENT_FOREIGN',
  message: expect.stringContaining('orders-7@0 is of no ledger') as string,
}

test('T-08 what somebody writes to a stream that is of no ledger raises an alarm, live and at the start, is never sealed, and a finding; what is ours is recorded on', async () => {
  write('orders-7', 'application/json', '{}')
  write('orders-7', 'application/json', '{}')
  await eventually(() => ledger.alarms().length > 0)
  expect(ledger.alarms()).toMatchObject([foreign])
  ledger.assertRecordable()
  await ledger.close()
  ledger = await open()
  expect(ledger.alarms()).toMatchObject([foreign])
  const size = ledger.sealer.lastBatch!.checkpoint.size
  await ledger.renewAnchor()
  expect(ledger.sealer.lastBatch!.checkpoint.size).toBe(size)
  const unreadable = 'ENTRY_UNREADABLE'
  expect(await verdict()).toEqual(['TOTAL_FAILED', [unreadable, unreadable]])
})
