import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import type { RunningLedger } from '../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'

const clock = new TokenClock()
const STREAM = 'platform-cut'
let double: EventStoreDbDouble
let folder: string
let ledger: RunningLedger

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  folder = await mkdtemp(join(tmpdir(), 'contremarque-scavenged-'))
  ledger = await open()
  await record(4)
})
afterEach(async () => {
  await ledger.close()
  double.kill()
  await rm(folder, { recursive: true })
})

const open = () =>
  runDevelopmentLedger(folder, { clock, mayFound: true, eventStoreDb: { url: double.url } })

/** Entries of the platform, sealed and stamped. */
async function record(count: number): Promise<void> {
  const at = new Date(clock.now()).toISOString()
  const data = { since: at, until: at }
  for (let i = 0; i < count; i++) {
    await ledger.tell({ stream: STREAM, type: 'TimestampingResumed', data })
  }
  await ledger.settle()
}

/** An administrator cuts a stream, a scavenge runs, and he undoes what he did. */
async function cutAndUndo(scavenge: () => void): Promise<void> {
  double.administer(`$$${STREAM}`, '$metadata', { $tb: 3 })
  await alarm('STORE_INTERFERED', 'was cut by its metadata')
  double.administer('$scavenges-1', '$scavengeStarted', { nodeEndpoint: 'node:2113' })
  scavenge()
  double.administer('$scavenges-1', '$scavengeCompleted', {
    nodeEndpoint: 'node:2113',
    result: 'Success',
  })
  await alarm('STORE_INTERFERED', 'A scavenge ran meanwhile')
  double.administer(`$$${STREAM}`, '$metadata', {})
  await alarm('STORE_INTERFERED', 'part of it may be gone for good; start each node again')
}

const alarm = (code: string, words: string): Promise<unknown> =>
  eventually(() =>
    ledger.alarms().some((each) => each.code === code && each.message.includes(words)),
  )

test('T-04 cut, scavenged and undone, with nothing of it gone: nothing is recorded until a start has read everything', async () => {
  await cutAndUndo(() => undefined)
  await alarm('STORE_SCAVENGED', `(${STREAM})`)
  expect(() => ledger.assertRecordable()).toThrow(STREAM)
  await ledger.close()
  ledger = await open()
  expect(ledger.alarms()).toEqual([])
  ledger.assertRecordable()
  await record(1)
})

test('T-04 cut, scavenged and undone, with part of it gone for good: nothing is recorded, and a start names what is missing', async () => {
  await cutAndUndo(() => double.log.scavenge())
  expect(() => ledger.assertRecordable()).toThrow(STREAM)
  await ledger.close()
  ledger = await open()
  expect(ledger.alarms()).toMatchObject([
    { code: 'ENTRY_MISSING', message: expect.stringContaining(`${STREAM}@0`) as string },
  ])
  expect(() => ledger.assertRecordable()).toThrow(STREAM)
})
