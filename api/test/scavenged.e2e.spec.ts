import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runDevelopmentLedger } from '../src/development/development-ledger.js'
import type { RunningLedger } from '../src/ledger-folder/run-ledger.js'
import { appendPlatformEntry } from '../src/sealing/platform-entry.js'
import type { Sealer } from '../src/sealing/sealer.js'
import { TokenClock } from '../src/time-stamping/token-clock.js'
import { event } from './event-store/kit.js'
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
  const { store, crypto, info, sealSigner: signer } = ledger.folder
  const { origin, ledgerId: actor } = info
  const remember: Sealer['remember'] = (...told) => ledger.sealer.remember(...told)
  const at = new Date(clock.now()).toISOString()
  const told = { stream: STREAM, type: 'TimestampingResumed', data: { since: at, until: at } }
  const writer = { store, crypto, clock, origin, signer, actor, remember }
  for (let i = 0; i < count; i++) await appendPlatformEntry(writer, told, ledger.stamper.anchor())
  await ledger.settle()
}

function system(name: string, type: string, data: object): void {
  const text = Buffer.from(JSON.stringify(data))
  const written = { ...event('x'), type, contentType: 'application/json', data: text }
  double.log.append(name, 'any', [{ ...written, custom: new Uint8Array() }])
}

/** An administrator cuts a stream, a scavenge runs, and he undoes what he did. */
async function cutAndUndo(scavenge: () => void): Promise<void> {
  system(`$$${STREAM}`, '$metadata', { $tb: 3 })
  await alarm('STORE_INTERFERED', 'was cut by its metadata')
  system('$scavenges-1', '$scavengeStarted', { nodeEndpoint: 'node:2113' })
  scavenge()
  system('$scavenges-1', '$scavengeCompleted', { nodeEndpoint: 'node:2113', result: 'Success' })
  await alarm('STORE_INTERFERED', 'A scavenge ran meanwhile')
  system(`$$${STREAM}`, '$metadata', {})
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
