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

/** What somebody else's client writes. */
interface Form {
  readonly name: string
  readonly type?: string
  readonly contentType: string
  readonly text: string
}

/** Somebody else's client writes to a stream, behind whatever is there. */
function write(stream: string, { type = 'Tested', contentType, text }: Form): void {
  const data = Buffer.from(text)
  double.log.append(stream, 'any', [
    { ...event('x'), type, data, contentType, custom: new Uint8Array() },
  ])
}

const CASE = 'expertise-4c1f7a52-9d3e-4f0b-8a6c-2b7d9e5f1a30'
const places = [
  ['a case', () => CASE],
  ['the batches', () => recordStreams(ledger.folder.info).sealing],
  ['the time-stamps', () => recordStreams(ledger.folder.info).stamping],
] as const
const BYTES = 'application/octet-stream'
const forms: readonly Form[] = [
  { name: 'JSON', contentType: 'application/json', text: '{"hello":"world"}' },
  { name: 'bytes', contentType: BYTES, text: 'hello' },
  {
    name: "an event of a type like the server's own",
    type: '$x',
    contentType: BYTES,
    text: 'hello',
  },
  { name: 'a link to an event of ours', type: '$>', contentType: BYTES, text: '0@platform-keys' },
  {
    name: 'an event that looks like a tombstone',
    type: '$streamDeleted',
    contentType: BYTES,
    text: '',
  },
]
const cases = places.flatMap(([place, stream]) =>
  forms.map((form) => [form.name, place, stream, form] as const),
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
  async (_name, _place, stream, form) => {
    write(stream(), form)
    await expectStopped()
  },
)

test.each(cases)(
  'T-08 somebody wrote %s to %s while nobody looked: the same at the start',
  async (_name, _place, stream, form) => {
    await ledger.close()
    write(stream(), form)
    ledger = await open()
    await expectStopped()
  },
)

test.each(forms.map((form) => [form.name, form] as const))(
  'T-08 a ledger whose keys somebody wrote %s to opens to be read, says where, and records nothing',
  async (_name, form) => {
    await ledger.close()
    write('platform-keys', form)
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

test.each(forms.map((form) => [form.name, form] as const))(
  'T-08 %s that somebody writes to a stream that is of no ledger raises an alarm, live and at the start, is never sealed, and a finding; what is ours is recorded on',
  async (_name, form) => {
    write('orders-7', form)
    write('orders-7', form)
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
  },
)
