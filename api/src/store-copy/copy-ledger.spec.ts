import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { event } from '../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../test/eventstoredb-double/eventstoredb-double.js'
import { faultyStore, type Fault } from '../../test/ledger-kit.js'
import { contentOf, MovingKit, type Meddling } from '../../test/moving-kit.js'
import type { StorePlace } from './copy-target.js'

let kit: MovingKit
/** A ledger in each kind of store, recorded in once: every test takes a copy. */
const recorded = { embedded: new MovingKit(), double: new MovingKit() }

beforeAll(async () => {
  await (await recorded.embedded.begin()).fill('embedded')
  await (await recorded.double.begin()).fill(recorded.double.double)
})
beforeEach(async () => {
  kit = new MovingKit()
})
afterEach(() => kit.end())
afterAll(async () => {
  await recorded.embedded.end()
  await recorded.double.end()
})

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code)

/** The content of the store that the folder names, read by a ledger that is closed again. */
async function content(place: StorePlace): Promise<Map<string, unknown[]>> {
  const ledger = await kit.open(place)
  const all = await contentOf(ledger.folder.store)
  await kit.close()
  return all
}

function recordsLeftOut(all: Map<string, unknown[]>): Map<string, unknown[]> {
  return new Map([...all].filter(([stream]) => /^platform-(?:keys|one|two|three)$/.test(stream)))
}

const bothWays: [string, () => Promise<readonly [StorePlace, StorePlace]>][] = [
  ['to EventStoreDB', async () => ['embedded', (await kit.beginLike(recorded.embedded)).double]],
  [
    'to the embedded store',
    async () => [(await kit.beginLike(recorded.double)).double, 'embedded'],
  ],
]

describe.each(bothWays)('a ledger moves %s', (_name, places) => {
  test('whole, and goes on there; what it left passes still and says so', async () => {
    const [from, to] = await places()
    const before = await content(from)
    await kit.move(from, to)
    const moved = await kit.verify(to)
    expect([moved.verdict, moved.findings]).toEqual(['TOTAL_PASSED', []])
    expect(recordsLeftOut(await content(to))).toEqual(recordsLeftOut(before))

    await kit.name(from === 'embedded' ? 'sqlite' : 'eventstoredb')
    const left = await kit.verify(from)
    expect([left.verdict, codes(left.findings)]).toEqual(['TOTAL_PASSED', ['LEDGER_CLOSED']])
    expect(left.entries).toBe(moved.entries)
    await kit.name(to === 'embedded' ? 'sqlite' : 'eventstoredb')

    const ledger = await kit.open(to)
    expect(ledger.alarms()).toEqual([])
    await kit.record(ledger, 'one')
    await ledger.settle()
    await kit.close()
    const later = await kit.verify(to)
    expect([later.verdict, later.entries]).toEqual(['TOTAL_PASSED', moved.entries + 1])
  })

  test('T-11 and nobody seals or records any more in what it left', async () => {
    const [from, to] = await places()
    await kit.move(from, to)
    await kit.name(from === 'embedded' ? 'sqlite' : 'eventstoredb')
    const ledger = await kit.open(from)
    expect(codes(ledger.alarms())).toEqual(['LEDGER_CLOSED'])
    expect(() => ledger.assertRecordable()).toThrow('the ledger left this store')
    await expect(ledger.settle()).rejects.toMatchObject({ code: 'LEDGER_CLOSED' })
  })

  test.each<[Fault, number]>([
    ['not stored', 0],
    ['stored', 5],
    ['unavailable', 8],
    ['stored', 15],
  ])('broken off (%s) at append %i, it goes on when run again', async (fault, at) => {
    const [from, to] = await places()
    await expect(kit.move(from, to, failing(fault, at))).rejects.toMatchObject({
      message: 'injected',
    })
    expect(await kit.store()).toBe(from === 'embedded' ? 'sqlite' : 'eventstoredb')
    await kit.move(from, to)
    const report = await kit.verify(to)
    expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
  })

  test('broken off behind the closing, it goes on from the closed store', async () => {
    const [from, to] = await places()
    const finish = () => Promise.reject(new RangeError('killed'))
    await expect(kit.move(from, to, (target) => ({ ...target, finish }))).rejects.toThrow('killed')
    expect(codes((await kit.open(from)).alarms())).toEqual(['LEDGER_CLOSED'])
    await kit.close()
    await kit.move(from, to)
    expect((await kit.verify(to)).verdict).toBe('TOTAL_PASSED')
    expect((await kit.open(to)).alarms()).toEqual([])
  })

  test('what another node recorded until the end goes along and is sealed there', async () => {
    const [from, to] = await places()
    await kit.move(
      from,
      to,
      whenVerified((ledger) => kit.record(ledger, 'late', 2)),
    )
    const ledger = await kit.open(to)
    await ledger.settle()
    expect(await ledger.folder.store.readHead('platform-late')).toMatchObject({ revision: 1 })
    await kit.close()
    expect((await kit.verify(to)).verdict).toBe('TOTAL_PASSED')
  })

  test('T-11 while another node seals nothing is closed, and both stores are whole', async () => {
    const [from, to] = await places()
    const sealing: Meddling = whenVerified(async ({ sealer }) => {
      await sealer.start()
      await sealer.sealNow({ heartbeat: true })
    })
    await expect(kit.move(from, to, sealing)).rejects.toMatchObject({ code: 'LEDGER_BUSY' })
    expect((await kit.open(from)).alarms()).toEqual([])
    await kit.close()
    await kit.move(from, to)
    expect((await kit.verify(to)).verdict).toBe('TOTAL_PASSED')
  })
})

/** The target's appends fail once, at the one with this number. */
function failing(fault: Fault, at: number): Meddling {
  return (target) => {
    let appends = 0
    const store = faultyStore(target.store, () => appends++ === at)
    store.faults.push(fault)
    return { ...target, store }
  }
}

/** Something happens in the source after the copy was verified, before it is closed. */
function whenVerified(happens: (ledger: Parameters<Meddling>[1]) => Promise<unknown>): Meddling {
  return (target, ledger) => ({
    ...target,
    openReader: async () => {
      const reader = await target.openReader()
      await happens(ledger)
      return reader
    },
  })
}

test('there and back: what it left first is kept beside, and never gone back to', async () => {
  await kit.beginLike(recorded.embedded)
  await kit.move('embedded', kit.double)
  await kit.move(kit.double, 'embedded')
  expect((await kit.verify('embedded')).verdict).toBe('TOTAL_PASSED')
  expect(existsSync(join(kit.path, 'store/closed-1.sqlite'))).toBe(true)
  await expect(kit.move('embedded', kit.double)).rejects.toMatchObject({
    code: 'STORE_TAKEN',
    message: expect.stringContaining('one that the ledger left') as string,
  })
  const other = await EventStoreDbDouble.start()
  try {
    await kit.move('embedded', other)
    await kit.move(other, 'embedded')
  } finally {
    other.kill()
  }
  expect(existsSync(join(kit.path, 'store/closed-2.sqlite'))).toBe(true)
  expect((await kit.verify('embedded')).verdict).toBe('TOTAL_PASSED')
})

test('killed between the renaming and ledger.json, the file already in place is taken', async () => {
  await kit.beginLike(recorded.double)
  await kit.move(kit.double, 'embedded')
  await kit.name('eventstoredb')
  await kit.move(kit.double, 'embedded')
  expect(await kit.store()).toBe('sqlite')
  expect(existsSync(join(kit.path, 'store/copy.sqlite'))).toBe(false)
  expect((await kit.verify('embedded')).verdict).toBe('TOTAL_PASSED')
})

test('the read models of the store that is left go: they are built again', async () => {
  await kit.beginLike(recorded.embedded)
  const models = join(kit.path, 'read-models')
  await mkdir(models, { recursive: true })
  await writeFile(join(models, 'current'), 'x')
  await kit.move('embedded', kit.double)
  expect(existsSync(models)).toBe(false)
})

test('nothing of a batch stands behind its record, and the genesis comes first', async () => {
  await kit.beginLike(recorded.embedded)
  await kit.move('embedded', kit.double)
  const ours = kit.double.log.all.filter(({ stream }) => !stream.startsWith('$'))
  expect(ours[0]).toMatchObject({ stream: 'platform-keys', revision: 0 })
  const batches = ours.filter(({ stream }) => stream.startsWith('sealing-'))
  for (const batch of batches) {
    const { ranges } = JSON.parse(Buffer.from(batch.data).toString()) as {
      ranges: { stream: string; to: number }[]
    }
    for (const { stream, to } of ranges) {
      const last = ours.find((one) => one.stream === stream && one.revision === to)
      expect(last!.position < batch.position).toBe(true)
    }
  }
  expect(batches.length).toBeGreaterThan(2)
})

describe('a target that is not for it', () => {
  const written = { contentType: 'application/octet-stream', custom: new Uint8Array() }
  const ours = () => kit.double.log.all.filter(({ stream }) => !stream.startsWith('$'))

  test.each(['order-1', 'platform-keys'])('with a foreign event in %s is refused', async (name) => {
    await kit.beginLike(recorded.embedded)
    kit.double.log.append(name, -1, [{ ...event('x'), ...written }])
    await expect(kit.move('embedded', kit.double)).rejects.toMatchObject({ code: 'STORE_TAKEN' })
    expect(ours()).toHaveLength(1)
    expect((await kit.open('embedded')).alarms()).toEqual([])
  })

  test('T-01 one byte that differs in what an earlier run left is named, and nothing is closed', async () => {
    await kit.beginLike(recorded.embedded)
    await expect(kit.move('embedded', kit.double, failing('stored', 9))).rejects.toThrow('injected')
    const there = ours().findLast(({ stream }) => stream === 'platform-two')!
    there.data[there.data.length - 1]! ^= 1
    await expect(kit.move('embedded', kit.double)).rejects.toMatchObject({
      code: 'STORE_DIFFERS',
      details: { stream: 'platform-two', revision: there.revision },
    })
    expect((await kit.open('embedded')).alarms()).toEqual([])
  })

  test('T-01 the same in a file', async () => {
    await kit.beginLike(recorded.double)
    await expect(kit.move(kit.double, 'embedded', failing('stored', 9))).rejects.toThrow('injected')
    const copy = new DatabaseSync(join(kit.path, 'store/copy.sqlite'))
    copy.exec(
      `UPDATE event SET data = CAST(data || x'00' AS BLOB) WHERE stream = 'platform-one' AND revision = 1`,
    )
    copy.close()
    await expect(kit.move(kit.double, 'embedded')).rejects.toMatchObject({
      code: 'STORE_DIFFERS',
      details: { stream: 'platform-one', revision: 1 },
    })
    expect((await kit.open(kit.double)).alarms()).toEqual([])
  })

  test('with more than the ledger has is named', async () => {
    await kit.beginLike(recorded.embedded)
    await expect(kit.move('embedded', kit.double, failing('stored', 9))).rejects.toThrow('injected')
    kit.double.log.append('platform-zero', -1, [{ ...event('x'), ...written }])
    await expect(kit.move('embedded', kit.double)).rejects.toMatchObject({
      code: 'STORE_DIFFERS',
      details: { stream: 'platform-zero', revision: 0 },
    })
  })
})

describe('a ledger that is not whole stays where it is', () => {
  async function tampered(sql: string): Promise<unknown> {
    await kit.beginLike(recorded.embedded)
    const file = new DatabaseSync(join(kit.path, 'store/events.sqlite'))
    file.exec(sql)
    file.close()
    return kit.move('embedded', kit.double).catch((error: unknown) => error)
  }

  test('T-01 an edited entry', async () => {
    const sql = `UPDATE event SET data = CAST(data || x'00' AS BLOB) WHERE stream = 'platform-two' AND revision = 1`
    expect(await tampered(sql)).toMatchObject({ code: 'ENTRY_BROKEN' })
    expect(kit.double.log.all).toEqual([])
  })

  test('an edited time-stamping record: the copy does not pass, and nothing is closed', async () => {
    const token = `json_replace(CAST(data AS TEXT), '$.imprint', '${'ab'.repeat(32)}')`
    const sql = `UPDATE event SET data = CAST(${token} AS BLOB) WHERE stream LIKE 'stamping-%' AND revision = 1`
    expect(await tampered(sql)).toMatchObject({ code: 'COPY_NOT_WHOLE' })
    expect(await kit.store()).toBe('sqlite')
    const ends = kit.double.log.all.filter(({ type }) => type === 'LedgerClosed')
    expect(ends).toEqual([])
  })
})

test('of ledger.json only the name of the engine changes', async () => {
  await kit.beginLike(recorded.embedded)
  const path = join(kit.path, 'ledger.json')
  const before = JSON.parse(await readFile(path, 'utf8')) as object
  await kit.move('embedded', kit.double)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...before, store: 'eventstoredb' })
})
