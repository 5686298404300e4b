import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Caller } from '../acceptance/caller.ts'
import { LedgerServer } from '../acceptance/ledger-server.ts'
import { contremarque } from '../acceptance/run-command.ts'
import { seededRandom } from '../acceptance/seeded-random.ts'
import { trustFile } from '../acceptance/stored-ledger.ts'
import { TemporaryFolder } from '../acceptance/temporary-folder.ts'

/** More when the event store is to be killed and started again meanwhile, by hand. */
const EVENTS = Number(process.env.CONTREMARQUE_EVENTS ?? 2_000)
/** How often the server is killed and started again. */
const KILLS = Number(process.env.CONTREMARQUE_KILLS ?? 3)
const CALLERS = 32

/** What names the event store, for the programs started here. */
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('CONTREMARQUE_EVENTSTOREDB_') && value !== undefined ? [[name, value]] : [],
  ),
)

let folder: TemporaryFolder
let server: LedgerServer

beforeAll(async () => {
  folder = new TemporaryFolder()
  server = await LedgerServer.start(folder.file('data'), { env })
}, 60_000)
afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

test(`${EVENTS} events of ${CALLERS} callers, the server killed ${KILLS} times: each acknowledged one is there once, in order, sealed, stamped and verified`, async () => {
  const callers = Array.from({ length: CALLERS }, () => new Caller(() => server.url))
  const total = () => callers.reduce((sum, { count }) => sum + count, 0)
  const recorded = Promise.all(callers.map((caller) => caller.record(EVENTS / CALLERS)))
  await Promise.all([recorded, killNowAndThen(total, recorded)])
  await sealAll()
  expect(total()).toBeGreaterThanOrEqual(EVENTS)
  expect(server.fatal).toEqual([])
  await server.stop()
  const data = folder.file('data')
  const argv = ['verify', data, '--trust', trustFile(data), '--json']
  const { stdout } = await contremarque(argv, { env })
  const { verdict, findings, entries } = JSON.parse(stdout) as Report
  expect([verdict, findings]).toEqual(['TOTAL_PASSED', []])
  expect(entries).toBeGreaterThan(EVENTS)
  const exported = await exportedHashes()
  for (const [stream, hashes] of callers.flatMap(({ streams }) => [...streams])) {
    expect([stream, exported.get(stream)]).toEqual([stream, hashes])
  }
}, 7_200_000)

interface ExportLine {
  readonly kind: string
  readonly stream: string
  readonly der: string
}

interface Report {
  readonly verdict: string
  readonly findings: readonly unknown[]
  readonly entries: number
}

async function killNowAndThen(total: () => number, recorded: Promise<unknown>): Promise<void> {
  const { seed, random } = seededRandom()
  process.stderr.write(`CONTREMARQUE_SEED=${seed}\n`)
  for (let kill = 1; kill <= KILLS; kill++) {
    const point = ((kill - random() / 2) * EVENTS) / (KILLS + 1)
    // What ends the callers ends the waiting.
    while (total() < point) await Promise.race([pause(20), recorded])
    await server.stop('SIGKILL')
    server = await LedgerServer.start(folder.file('data'), { env })
  }
}

/**
 * An answer that waits for its time-stamp: what was recorded before it is stamped too. It waits half a
 * minute, and an event store that is killed meanwhile may be away for longer.
 */
async function sealAll(): Promise<void> {
  const caller = new Caller(() => server.url)
  let state = ''
  for (let tries = 0; tries < 10 && state !== 'stamped'; tries++) {
    ;({ state } = await caller.recordLast())
  }
  expect(state).toBe('stamped')
}

/** By stream, in its order: RFC 9162 §2.1.1 leaf hashes. */
async function exportedHashes(): Promise<ReadonlyMap<string, string[]>> {
  const out = folder.file('all.jsonl')
  const data = folder.file('data')
  const { status, stderr } = await contremarque(['export', '--data', data, '--out', out], { env })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const streams = new Map<string, string[]>()
  for await (const line of createInterface({ input: createReadStream(out) })) {
    const { kind, stream, der } = JSON.parse(line) as ExportLine
    if (kind !== 'entry') continue
    const leaf = createHash('sha256').update(Buffer.of(0)).update(der, 'base64').digest('hex')
    const hashes = streams.get(stream)
    if (hashes === undefined) streams.set(stream, [leaf])
    else hashes.push(leaf)
  }
  return streams
}
