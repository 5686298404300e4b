import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import {
  EventStoreDbStore,
  openEventStoreDbStore,
} from '../src/event-store/eventstoredb/eventstoredb-event-store.js'
import { START } from '../src/event-store/event-store.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import { readSealCertificates } from '../src/ledger-folder/seal-certificates.js'
import type { RunningLedger } from '../src/ledger-folder/run-ledger.js'
import { systemTimers } from '../src/config/timers.js'
import { fileGuard } from '../src/sealing/guard.js'
import { fileLandmarks } from '../src/sealing/landmark.js'
import { Sealer } from '../src/sealing/sealer.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { event } from './event-store/kit.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'

const clock = new TokenClock()
const STREAM = 'platform-cut'
const OTHER = 'platform-other'
const landmarks = { minSize: 1, every: 0 }
const { subscribe } = EventStoreDbStore.prototype
/** From where the log was read since the ledger was opened, in order. */
let begun: bigint[]
let double: EventStoreDbDouble
let folder: string
let ledger: RunningLedger

beforeAll(() => {
  EventStoreDbStore.prototype.subscribe = function (...asked) {
    begun.push(asked[0])
    return subscribe.apply(this, asked)
  }
})
afterAll(() => {
  EventStoreDbStore.prototype.subscribe = subscribe
})
beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  folder = await mkdtemp(join(tmpdir(), 'contremarque-quick-'))
  await open()
  await record(STREAM, 4)
  await record(OTHER, 2)
})
afterEach(async () => {
  await ledger.close()
  double.kill()
  await rm(folder, { recursive: true })
})

async function open(): Promise<void> {
  begun = []
  ledger = await runDevelopmentLedger(join(folder, 'data'), {
    clock,
    mayFound: true,
    landmarks,
    eventStoreDb: { url: double.url },
  })
}

/** Does something while nothing runs, and starts again. */
async function after(deed: () => unknown): Promise<void> {
  await ledger.close()
  await deed()
  await open()
}

/** Entries of the platform, sealed and stamped. */
async function record(stream: string, count: number): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  const data = { since: at, until: at }
  for (let i = 0; i < count; i++) {
    await ledger.tell({ stream, type: 'TimestampingResumed', data })
  }
  await ledger.settle()
}

const landmarkFile = () => join(ledger.folder.paths.guard, 'landmark.json')
const alarm = (code: string, words: string): Promise<unknown> =>
  eventually(() =>
    ledger.alarms().some((each) => each.code === code && each.message.includes(words)),
  )
const wasResumed = () => begun[0] !== START && begun.includes(START)

test('a start goes on from its landmark and reads the rest while it records', async () => {
  await after(() => undefined)
  expect(begun).toEqual([expect.any(BigInt), START])
  expect(wasResumed()).toBe(true)
  await record(STREAM, 2)
  await eventually(() => ledger.sealer.reading.percent === 100)
  expect(ledger.alarms()).toEqual([])
  await after(() => rm(landmarkFile()))
  expect(begun[0]).toBe(START)
  expect(ledger.alarms()).toEqual([])
})

const HIDDEN = { nodeEndpoint: 'node:2113' }
const deeds: readonly [string, () => unknown, string, string][] = [
  [
    'a cut',
    () => double.administer(`$$${STREAM}`, '$metadata', { $tb: 3 }),
    'STORE_INTERFERED',
    STREAM,
  ],
  ['a deletion', () => double.log.softDelete(STREAM, 'any'), 'STORE_INTERFERED', STREAM],
  ['a tombstone', () => double.log.tombstone(STREAM, 'any'), 'STORE_INTERFERED', STREAM],
  [
    'a scavenge that goes on',
    () => double.administer('$scavenges-1', '$scavengeStarted', HIDDEN),
    'STORE_SCAVENGED',
    'a scavenge began',
  ],
  [
    'an event of somebody else',
    () => {
      const custom = new Uint8Array()
      const contentType = 'application/octet-stream'
      double.log.append('other-stream', 'any', [{ ...event('x'), contentType, custom }])
    },
    'EVENT_FOREIGN',
    'other-stream@0',
  ],
]
test.each(deeds)(
  'T-04 %s while nobody looked is told at the start, which reads everything first, and so does the next',
  async (_, deed, code, words) => {
    await after(deed)
    await alarm(code, words)
    expect(ledger.sealer.reading.percent).not.toBe(0)
    expect(begun.filter((position) => position === START)).toHaveLength(1)
    expect(wasResumed()).toBe(true)
    await after(() => undefined)
    expect(begun[0]).toBe(START)
    await alarm(code, words)
  },
)

test('T-04 a stream that was cut, scavenged and undone while nobody looked: the start names what is missing', async () => {
  await after(() => {
    double.administer(`$$${STREAM}`, '$metadata', { $tb: 3 })
    double.administer('$scavenges-1', '$scavengeStarted', HIDDEN)
    double.log.scavenge()
    double.administer('$scavenges-1', '$scavengeCompleted', { ...HIDDEN, result: 'Success' })
    double.administer(`$$${STREAM}`, '$metadata', {})
  })
  await alarm('ENTRY_MISSING', `${STREAM}@0`)
  expect(() => ledger.assertRecordable()).toThrow(STREAM)
})

test.each([
  ['T-01 changed bytes', 'ENTRY_BROKEN', Buffer.from('changed')],
  ['T-04 an event taken away', 'ENTRY_MISSING', undefined],
])(
  '%s in the older part while nobody looked stop the ledger once it is read, and the next start at once',
  async (_, code, data) => {
    await after(() => double.log.tamper(STREAM, 1, data))
    expect(wasResumed()).toBe(true)
    await alarm(code, `${STREAM}@1`)
    expect(() => ledger.assertRecordable()).toThrow(STREAM)
    expect(ledger.sealer.reading.percent).toBeLessThan(100)
    await after(() => undefined)
    expect(begun[0]).toBe(START)
    expect(ledger.alarms()).toMatchObject([{ code }])
  },
)

test('T-04 cuts and scavenges are told live behind a landmark too', async () => {
  await after(() => undefined)
  double.administer('$scavenges-1', '$scavengeStarted', HIDDEN)
  await alarm('STORE_SCAVENGED', 'a scavenge began')
  double.administer(`$$${OTHER}`, '$metadata', { $maxCount: 1 })
  await alarm('STORE_INTERFERED', OTHER)
})

test('the landmark of another ledger, or of an older copy of this one, is no shortcut past what is there', async () => {
  const older = join(folder, 'older.json')
  await after(() => copyFile(landmarkFile(), older))
  await record(OTHER, 1)
  await after(() => copyFile(older, landmarkFile()))
  expect(wasResumed()).toBe(true)
  expect(ledger.sealer.lastBatch?.checkpoint.size).toBeGreaterThanOrEqual(8)
  await eventually(() => ledger.sealer.reading.percent === 100)
  await after(() => double.log.shift(50n))
  expect(begun).toContain(START)
  expect(ledger.alarms()).toEqual([])
})

test('two nodes: each goes on from its own landmark, and takes in what the other sealed meanwhile', async () => {
  const other = await secondNode()
  await other.start()
  expect(other.alarm).toBeUndefined()
  await ledger.close()
  const entries = other.lastBatch!.checkpoint.size
  await other.sealNow({ heartbeat: true })
  await open()
  expect(wasResumed()).toBe(true)
  expect(ledger.sealer.lastBatch!.record.batch).toBeGreaterThanOrEqual(
    other.lastBatch!.record.batch,
  )
  await record(STREAM, 1)
  await other.stop()
  begun = []
  const again = await secondNode()
  await again.start()
  expect(wasResumed()).toBe(true)
  expect(again.lastBatch?.checkpoint.size).toBeGreaterThan(entries)
  await eventually(() => [again, ledger.sealer].every(({ reading }) => reading.percent === 100))
  expect([again.alarm, ledger.alarms()]).toEqual([undefined, []])
  await again.stop()
})

/** Another process of the same ledger, with a guard of its own. */
async function secondNode(): Promise<Sealer> {
  const { crypto, info, trust, noteSigner } = ledger.folder
  const guard = join(folder, 'second')
  await mkdir(guard, { recursive: true })
  const store = await openEventStoreDbStore({ url: double.url })
  const certificates = await readSealCertificates(store, crypto)
  const isSealCertificate = (der: Uint8Array): boolean =>
    certificates.has(crypto.digest('sha-256', der).toHex())
  const { origin } = info
  const kept = fileLandmarks(guard, ledger.folder)
  return new Sealer({
    store,
    stream: recordStreams(info).sealing,
    rules: { origin, crypto, isSealCertificate },
    signer: noteSigner,
    checkpointKey: trust.checkpointKey,
    guard: fileGuard(guard),
    knownNotes: [],
    landmarks: { ...landmarks, kept, isClear: () => true },
    clock,
    timers: systemTimers,
  })
}
