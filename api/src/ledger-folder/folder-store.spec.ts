import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEntry, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { EventStoreDbDouble } from '../../test/eventstoredb-double/eventstoredb-double.js'
import { event } from '../../test/event-store/kit.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { folderPaths } from './folder-paths.js'
import { openFolderStore, reach } from './folder-store.js'
import type { RunningLedger } from './run-ledger.js'

let double: EventStoreDbDouble
let path: string
let running: RunningLedger | undefined

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  path = await mkdtemp(join(tmpdir(), 'contremarque-engine-'))
})
afterEach(async () => {
  await running?.close()
  running = undefined
  double.kill()
  await rm(path, { recursive: true })
})

async function open(
  eventStoreDb?: { readonly url: string },
  onStoreAway?: (reason: string) => void,
): Promise<RunningLedger> {
  running = await runDevelopmentLedger(path, {
    clock: new TokenClock(),
    mayFound: true,
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(onStoreAway !== undefined && { onStoreAway }),
  })
  return running
}

async function reopen(eventStoreDb?: { readonly url: string }): Promise<RunningLedger> {
  await running?.close()
  running = undefined
  return open(eventStoreDb)
}

test('a ledger founded on EventStoreDB says so, seals and stamps there, and is verified from there', async () => {
  const ledger = await open(double)
  await ledger.settle()
  expect(JSON.parse(await readFile(join(path, 'ledger.json'), 'utf8'))).toMatchObject({
    store: 'eventstoredb',
  })
  const { trust } = ledger.folder
  const opened = await openFolderReadOnly(path, double)
  const crypto = nodeCrypto()
  const report = await verify({ source: opened.source, trust, trustSource: 'given', crypto })
  await opened.close()
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
})

test('it opens again on the same server, and goes on', async () => {
  const { origin } = (await open(double)).folder.info
  const again = await reopen(double)
  expect(again.folder.info.origin).toBe(origin)
  expect(again.alarms()).toEqual([])
})

test('T-25 a ledger on EventStoreDB never becomes an empty embedded one: the address is asked for', async () => {
  await open(double)
  await expect(reopen()).rejects.toMatchObject({
    code: 'SETTINGS_MISSING',
    message: expect.stringContaining('CONTREMARQUE_EVENTSTOREDB_URL') as string,
  })
  await expect(openFolderReadOnly(path)).rejects.toMatchObject({ code: 'SOURCE_MALFORMED' })
})

test('an embedded ledger is not looked for on an EventStoreDB', async () => {
  await open()
  await expect(reopen(double)).rejects.toMatchObject({ code: 'LEDGER_ELSEWHERE' })
})

test.each(['holds no ledger', 'holds another ledger'])(
  'a server that %s is refused',
  async (what) => {
    await open(double)
    const other = await EventStoreDbDouble.start()
    try {
      if (what === 'holds another ledger') {
        other.log.append('platform-keys', -1, [
          { ...event('x'), contentType: 'application/octet-stream', custom: new Uint8Array() },
        ])
      }
      await expect(reopen(other)).rejects.toMatchObject({
        code: 'LEDGER_ELSEWHERE',
        message: expect.stringContaining(what) as string,
      })
    } finally {
      other.kill()
    }
  },
)

test('a new ledger wants a server that holds nothing, and writes nothing to one that does', async () => {
  double.log.append('order-1', -1, [
    { ...event('x'), contentType: 'application/octet-stream', custom: new Uint8Array() },
  ])
  await expect(open(double)).rejects.toMatchObject({ code: 'STORE_TAKEN' })
  expect(double.log.all).toHaveLength(1)
})

test('a server that comes up later is waited for, told each time', async () => {
  double.kill()
  const told = Promise.withResolvers<string>()
  const opening = open(double, told.resolve)
  expect(await told.promise).toContain('EventStoreDB cannot be used')
  await double.listen()
  expect((await opening).alarms()).toEqual([])
})

test('T-04 a server that lets anybody in is told of in development', async () => {
  const told: string[] = []
  running = await runDevelopmentLedger(path, {
    clock: new TokenClock(),
    mayFound: true,
    eventStoreDb: double,
    onExcessRights: (rights) => told.push(...rights),
  })
  // Once when it was founded, once when it was opened.
  expect(told).toEqual(['anybody may read $all', 'anybody may read $all'])
})

test('T-04 what is done to the store behind its back is an entry, once, however often the ledger starts', async () => {
  const ledger = await open(double)
  const cut = `expertise-${randomUUID()}`
  double.log.append(`$$${cut}`, 'any', [
    {
      ...event('x'),
      type: '$metadata',
      contentType: 'application/json',
      custom: new Uint8Array(),
      data: Buffer.from(JSON.stringify({ $maxCount: 1 })),
    },
  ])
  const told = async (from: RunningLedger) =>
    (await from.folder.store.readStream('platform-store', 0, 10)).map(
      ({ data }) => parseEntry(data, from.folder.crypto).envelope,
    )
  const [noticed] = await eventuallyAsync(() => told(ledger))
  expect(noticed).toMatchObject({
    type: 'StoreInterfered',
    data: { kind: 'truncation', stream: cut },
  })
  expect(ledger.alarms()).toMatchObject([{ code: 'STORE_INTERFERED' }])
  await ledger.settle()
  const again = await reopen(double)
  await again.settle()
  await running?.close()
  running = undefined
  const last = await open(double)
  expect(await told(last)).toHaveLength(1)
})

test('T-04 a production ledger refuses a server that lets anybody in, and says what to do', async () => {
  const info = { profile: 'production', store: 'eventstoredb' } as const
  const genesis = { hash: '00', crypto: nodeCrypto() }
  const opening = openFolderStore(info, folderPaths(path), genesis, { eventStoreDb: double })
  await expect(opening).rejects.toMatchObject({
    code: 'STORE_UNGUARDED',
    message: expect.stringContaining('store prepare') as string,
  })
})

test('T-04 an election between opening and the trying of rights is waited for, and they are tried', async () => {
  const { faults, standing } = double
  void faults.further('end', 1).then(() => (standing.leader = '127.0.0.1:1'))
  standing.onRefused = () => (standing.leader = undefined)
  const told: string[] = []
  const settings = { url: double.url, credentials: { username: 'ledger', password: 'x' } }
  const reached = reach(settings, 'production', { onStoreAway: (reason) => told.push(reason) })
  await expect(reached).rejects.toMatchObject({ code: 'STORE_UNGUARDED' })
  expect(told).toContainEqual(expect.stringContaining('EventStoreDB cannot be used'))
})

test('a server newer than any that was tried is opened, and told', async () => {
  double.version = '25.0.1'
  const told: string[] = []
  const onUntriedServer = (reason: string) => told.push(reason)
  await (await reach({ url: double.url }, 'development', { onUntriedServer })).close()
  expect(told).toEqual([expect.stringContaining('25.0.1') as string])
})

test('without anybody to tell, a server that is away is an error', async () => {
  double.kill()
  await expect(open(double)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
})

/** What a read gives once it gives anything. */
async function eventuallyAsync<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const values = await read()
    if (values.length > 0) return values
    await new Promise(setImmediate)
  }
  throw new RangeError('it never came')
}
