import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseBatchRecord, parseEntry, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { EventStoreDbDouble } from '../../test/eventstoredb-double/eventstoredb-double.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { developmentNodeKey } from '../development/pki/development-node-key.js'
import { fileGuard } from '../sealing/guard.js'
import { appendPlatformEntry } from '../sealing/platform-entry.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { addNode, type AddNodeOptions } from './add-node.js'
import { folderPaths } from './folder-paths.js'
import { recordStreams } from './ledger-info.js'
import type { RunningLedger } from './run-ledger.js'

const postgres = { host: 'localhost', port: 1, database: 'nowhere', user: 'nobody' }
const clock = new TokenClock()
let double: EventStoreDbDouble
let root: string
let first: string
let second: string
const running: RunningLedger[] = []

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  root = await mkdtemp(join(tmpdir(), 'contremarque-nodes-'))
  first = join(root, 'first')
  second = join(root, 'second')
})
afterEach(async () => {
  for (const ledger of running.splice(0)) await ledger.close()
  double.kill()
  await rm(root, { recursive: true })
})

async function run(path: string, mayFound = false): Promise<RunningLedger> {
  const places = { eventStoreDb: { url: double.url }, postgres }
  const ledger = await runDevelopmentLedger(path, { clock, mayFound, ...places })
  running.push(ledger)
  return ledger
}

function add(change: Partial<AddNodeOptions> = {}) {
  return addNode(first, second, {
    clock,
    eventStoreDb: { url: double.url },
    key: (_, from) => developmentNodeKey(from, clock.now()),
    ...change,
  })
}

async function record({ folder, sealer, stamper }: RunningLedger, stream: string, count: number) {
  const { store, crypto, info, sealSigner: signer } = folder
  const writer = {
    ...{ store, crypto, signer, clock, origin: info.origin, actor: info.ledgerId },
    remember: (...told: Parameters<typeof sealer.remember>) => {
      sealer.remember(...told)
    },
  }
  const at = new Date(clock.now()).toISOString()
  for (let i = 0; i < count; i++) {
    const event = { stream, type: 'TimestampingResumed', data: { since: at, until: at } }
    await appendPlatformEntry(writer, event, stamper.anchor())
  }
}

async function verified(path: string) {
  const { source, close } = await openFolderReadOnly(path, { url: double.url })
  const { trust } = running[0]!.folder
  const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
  await close()
  return report
}

test('two nodes record and seal one history, each with its own key, beside each other', async () => {
  const here = await run(first, true)
  await add()
  const there = await run(second)
  for (let round = 0; round < 4; round++) {
    await Promise.all([
      record(here, `platform-a${round}`, 5),
      record(there, `platform-b${round}`, 5),
    ])
    await Promise.all([here.settle(), there.settle()])
  }
  expect([...here.alarms(), ...there.alarms()]).toEqual([])
  const signers = new Set(
    double.log.all
      .filter(({ stream }) => /^platform-[ab]/.test(stream))
      .map(({ data }) => parseEntry(data, nodeCrypto()).certificate.toHex()),
  )
  expect(signers.size).toBe(2)
  const report = await verified(second)
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
  expect(report.entries).toBe(42)
})

test('T-08 a new node signs nothing before its key is sealed', async () => {
  await run(first, true)
  await add()
  const { info } = (await run(second)).folder
  const keyEntry = double.log.all.findIndex(({ type }) => type === 'SealKeyAdded')
  const { sealing } = recordStreams(info)
  const later = double.log.all.slice(keyEntry + 1)
  expect(keyEntry).toBeGreaterThan(0)
  expect(later[0]).toMatchObject({ stream: sealing })
  const { ranges } = parseBatchRecord(later[0]!.data)
  expect(ranges).toEqual([{ stream: 'platform-keys', from: 1, to: 1 }])
})

test('it has the ledger’s keys, but its own seal key and guard; for its owner alone', async () => {
  await run(first, true)
  await add()
  const [there, here] = [folderPaths(first), folderPaths(second)]
  const same = async (part: 'checkpointKey' | 'documentKey' | 'lookupKey' | 'sealKey' | 'trust') =>
    (await readFile(there[part])).equals(await readFile(here[part]))
  expect(await same('checkpointKey')).toBe(true)
  expect(await same('documentKey')).toBe(true)
  expect(await same('lookupKey')).toBe(true)
  expect(await same('trust')).toBe(true)
  expect(await same('sealKey')).toBe(false)
  const { acknowledged } = await fileGuard(here.guard).read()
  const [batch] = double.log.all.filter(({ type }) => type === 'BatchSealed')
  expect(acknowledged).toBe(parseBatchRecord(batch!.data).note)
  for (const path of [here.sealKey, here.checkpointKey, here.lookupKey, here.documentKey]) {
    expect((await stat(path)).mode & 0o077).toBe(0)
  }
})

describe('refused, and nothing written', () => {
  const refused = async (code: string, change: Partial<AddNodeOptions> = {}) => {
    const events = double.log.all.length
    await expect(add(change)).rejects.toMatchObject({ code })
    expect(double.log.all).toHaveLength(events)
    expect(await readdir(root)).not.toContain('second')
  }

  test('a ledger in files of one node', async () => {
    running.push(await runDevelopmentLedger(first, { clock, mayFound: true }))
    await refused('LEDGER_NOT_SHARED')
  })

  test('no ledger', () => refused('LEDGER_NOT_FOUND'))

  test('T-08 a seal key of another authority', async () => {
    await run(first, true)
    const other = join(root, 'other')
    running.push(await runDevelopmentLedger(other, { clock, mayFound: true }))
    const key = () => developmentNodeKey(folderPaths(other), clock.now())
    await refused('FOLDER_MALFORMED', { key })
  })

  test('a folder that holds something', async () => {
    await run(first, true)
    await writeFile(second, 'a file')
    await expect(add()).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
    await rm(second)
    await add()
    await expect(add()).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
  })
})
