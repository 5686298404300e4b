import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseEntry, parseStampRecord } from '@contremarque/ledger'
import { TestClock, TestTimers } from '../../test/ledger-kit.js'
import { openDevelopmentAuthority } from '../development/pki/development-authority.js'
import { foundDevelopmentLedger } from '../development/pki/found-development-ledger.js'
import { developmentChannel } from '../development/tsa/development-tsa.js'
import { appendPlatformEntry } from '../sealing/platform-entry.js'
import type { TsaChannel } from '../time-stamping/tsa-channel.js'
import { recordStreams } from './ledger-info.js'
import { runLedger, type RunningLedger } from './run-ledger.js'

let path: string
let clock: TestClock
let isDown: boolean
const running: RunningLedger[] = []

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'contremarque-running-'))
  clock = new TestClock()
  isDown = false
})
afterEach(async () => {
  await closeAll()
  await rm(path, { recursive: true })
})

async function run(): Promise<RunningLedger> {
  const ledger = await runLedger(path, {
    clock,
    timers: new TestTimers(),
    founder: foundDevelopmentLedger(clock.at),
    developmentTsa: async ({ paths }) => {
      const channel = developmentChannel(await openDevelopmentAuthority(paths), clock)
      const ask: TsaChannel['ask'] = async (request, signal) => {
        if (isDown) throw new RangeError('down')
        return channel.ask(request, signal)
      }
      return { ...channel, ask }
    },
  })
  running.push(ledger)
  return ledger
}

async function closeAll(): Promise<void> {
  for (const ledger of running.splice(0)) await ledger.close()
}

test('the genesis is sealed and stamped before anything can be recorded', async () => {
  const { stamper, sealer, folder, alarms } = await run()
  expect(sealer.lastBatch?.checkpoint.size).toBe(1)
  expect(stamper.anchor()?.size).toBe(1)
  expect(await readFile(folder.paths.headNote, 'utf8')).toBe(sealer.lastBatch?.record.note)
  expect(alarms()).toEqual([])
})

test('without a first time-stamp there is no ledger to record in, and a later start makes up for it', async () => {
  isDown = true
  await expect(run()).rejects.toThrow('down')
  isDown = false
  expect((await run()).stamper.anchor()?.size).toBe(1)
})

test('a start while the authority is down records on; a fresh anchor comes with every other start', async () => {
  const first = (await run()).stamper.anchor()
  await closeAll()
  const second = (await run()).stamper.anchor()
  expect(second?.token).not.toBe(first?.token)
  await closeAll()
  isDown = true
  const ledger = await run()
  expect(ledger.stamper.anchor()).toEqual(second)
  expect(ledger.stamper.health().failingSince).not.toBeNull()
  ledger.assertRecordable()
})

test('what a stop left unstamped for longer than a bracket may be is told as an outage', async () => {
  const ledger = await run()
  const { folder } = ledger
  const { store, crypto, info, sealSigner: signer } = folder
  await appendPlatformEntry(
    {
      store,
      crypto,
      signer,
      clock,
      origin: info.origin,
      actor: info.ledgerId,
      remember: () => undefined,
    },
    { stream: 'platform-test', type: 'TimestampingResumed', data: {} },
    ledger.stamper.anchor(),
  )
  await closeAll()
  clock.at += 3_600_000
  const again = await run()
  const told = await again.folder.store.readStream('platform-timestamping', 0, 9)
  expect(told.map(({ type }) => type)).toEqual(['TimestampingInterrupted', 'TimestampingResumed'])
  expect(parseEntry(told[0]!.data, crypto).envelope.data['tsas']).toEqual([])
})

test('T-03 T-20 stamps cut behind the head kept beside the store raise an alarm', async () => {
  const ledger = await run()
  const { folder } = ledger
  const { store, crypto, info, sealSigner: signer } = folder
  await appendPlatformEntry(
    {
      store,
      crypto,
      signer,
      clock,
      origin: info.origin,
      actor: info.ledgerId,
      remember: () => undefined,
    },
    { stream: 'platform-test', type: 'TimestampingResumed', data: {} },
    ledger.stamper.anchor(),
  )
  await ledger.settle()
  const { stamping } = recordStreams(info)
  const [, last] = await store.readStream(stamping, 0, 9)
  expect(parseStampRecord(last!.data).stamp).toBe(1)
  await closeAll()
  const database = new DatabaseSync(folder.paths.events)
  database.prepare('DELETE FROM event WHERE stream = ? AND revision = 1').run(stamping)
  database.close()
  const again = await run()
  expect(again.alarms()).toMatchObject([{ code: 'STAMP_BROKEN' }])
  expect(() => again.assertRecordable()).toThrow(expect.objectContaining({ code: 'STAMP_BROKEN' }))
})

test('a tampered ledger opens, says so, and neither seals nor stamps', async () => {
  const { folder } = await run()
  await closeAll()
  const database = new DatabaseSync(folder.paths.events)
  database.exec(
    `UPDATE event SET data = CAST(replace(data, 'LedgerOpened', 'LedgerOpenee') AS BLOB) WHERE stream = 'platform-keys'`,
  )
  database.close()
  const ledger = await run()
  expect(ledger.alarms()).toMatchObject([
    { code: 'ENTRY_BROKEN', message: expect.stringContaining('platform-keys@0') },
  ])
  await expect(ledger.settle()).rejects.toMatchObject({ code: 'ENTRY_BROKEN' })
  expect(() => ledger.assertRecordable()).toThrow(expect.objectContaining({ code: 'ENTRY_BROKEN' }))
})

test('T-03 a store with batches and no guard beside it seals nothing and records nothing', async () => {
  const { folder } = await run()
  await closeAll()
  await rm(join(folder.paths.guard, 'sealing.json'))
  const ledger = await run()
  expect(ledger.alarms()).toMatchObject([{ code: 'GUARD_MISSING' }])
  expect(() => ledger.assertRecordable()).toThrow(
    expect.objectContaining({ code: 'GUARD_MISSING' }),
  )
  await expect(ledger.settle()).rejects.toMatchObject({ code: 'GUARD_MISSING' })
})
