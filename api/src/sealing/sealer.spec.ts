import { readFile } from 'node:fs/promises'
import {
  parseBatchRecord,
  parseCheckpoint,
  parseNote,
  type BatchRecord,
} from '@contremarque/ledger'
import { eventually } from '../../test/eventually.js'
import { faultyStore, LedgerKit, newCase, type Fault } from '../../test/ledger-kit.js'
import { fileGuard, type Guard, type GuardState } from './guard.js'
import type { Sealer } from './sealer.js'
import type { SealedBatch } from './sealed-history.js'

let kit: LedgerKit
const running: Sealer[] = []

beforeEach(async () => {
  kit = await new LedgerKit().open()
})
afterEach(async () => {
  for (const sealer of running.splice(0)) await sealer.stop()
  await kit.remove()
})

async function start(options: Parameters<LedgerKit['sealer']>[0] = {}): Promise<Sealer> {
  const sealer = await kit.sealer(options)
  running.push(sealer)
  await sealer.start()
  return sealer
}

async function batches(): Promise<BatchRecord[]> {
  const events = await kit.folder.store.readStream(kit.sealing, 0, 1_000)
  return events.map(({ data }) => parseBatchRecord(data))
}

function sizeOf({ note }: BatchRecord): number {
  return parseCheckpoint(parseNote(note).text).size
}

describe('batches', () => {
  test('ranges follow each other per stream, first and size add up, each record names the one before', async () => {
    const sealer = await start()
    const [a, b] = [newCase(), newCase()]
    await sealer.sealNow()
    await kit.record(a, 3, sealer)
    await kit.record(b, 1, sealer)
    await sealer.sealNow()
    await kit.record(a, 2, sealer)
    await sealer.sealNow()
    const records = await batches()
    expect(records.map(({ ranges }) => ranges)).toEqual([
      [{ stream: 'platform-keys', from: 0, to: 0 }],
      [
        { stream: a, from: 0, to: 2 },
        { stream: b, from: 0, to: 0 },
      ],
      [{ stream: a, from: 3, to: 4 }],
    ])
    expect(records.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 4],
      [5, 2],
    ])
    expect(records.map(sizeOf)).toEqual([1, 5, 7])
    expect(records.map(({ previous }) => previous === null)).toEqual([true, false, false])
  })

  test('a backlog makes several batches of at most 4,096 entries', async () => {
    const sealer = await start()
    const stream = newCase()
    await kit.record(stream, 4_200, sealer)
    await sealer.sealNow()
    expect((await batches()).map(({ count }) => count)).toEqual([4_096, 105])
    expect(sealer.pending).toBe(0)
  })

  test('waits for the interval, but not for a legally dated event', async () => {
    const sealer = await start()
    const sealed: SealedBatch[] = []
    sealer.sealed$.subscribe((batch) => sealed.push(batch))
    await eventually(() => kit.timers.delays[0] === 250)
    await kit.recordEvent(newCase(), 'DocumentDeposited', {})
    await eventually(() => kit.timers.delays[0] === 0)
    kit.timers.advance(0)
    await eventually(() => sealed.length === 1)
    expect(sealed[0]).toMatchObject({ isUrgent: true, record: { count: 2 } })
  })

  test('a legally dated event is urgent, whatever of its case is being sealed as it comes', async () => {
    const stream = newCase()
    const guard = fileGuard(kit.folder.paths.guard)
    let comes = 1
    const write = async (state: GuardState): Promise<void> => {
      await guard.write(state)
      if (comes-- > 0) await kit.recordEvent(stream, 'DocumentDeposited', {}, sealer)
    }
    const sealer: Sealer = await start({ guard: { read: () => guard.read(), write } })
    const sealed: SealedBatch[] = []
    sealer.sealed$.subscribe((batch) => sealed.push(batch))
    await kit.record(stream, 1, sealer)
    await sealer.sealNow()
    expect(sealed.map(({ isUrgent }) => isUrgent)).toEqual([false])
    await eventually(() => kit.timers.delays[0] === 0)
    await sealer.sealNow()
    expect(sealed.map(({ isUrgent }) => isUrgent)).toEqual([false, true])
  })

  test('silence is sealed too: an empty batch every ten minutes', async () => {
    const sealer = await start()
    await sealer.sealNow()
    const sealed: SealedBatch[] = []
    sealer.sealed$.subscribe((batch) => sealed.push(batch))
    for (let beat = 1; beat <= 2; beat++) {
      await eventually(() => kit.timers.delays.includes(600_000))
      kit.timers.advance(600_000)
      await eventually(() => sealed.length === beat)
    }
    expect((await batches()).map(({ count }) => count)).toEqual([1, 0, 0])
  })

  test('a batch is told only when it can be read from the store', async () => {
    const sealer = await start()
    const told: number[] = []
    sealer.sealed$.subscribe(({ record, bytes }) => {
      told.push(record.batch)
      void kit.folder.store.readStream(kit.sealing, record.batch, 1).then(([event]) => {
        expect(Buffer.compare(event!.data, bytes)).toBe(0)
      })
    })
    await kit.record(newCase(), 1, sealer)
    await sealer.sealNow()
    expect(told).toEqual([0])
  })

  test('the clock may not stand before the last batch', async () => {
    const sealer = await start()
    await sealer.sealNow()
    kit.clock.at -= 3_600_000
    await kit.record(newCase(), 1, sealer)
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'CLOCK_WENT_BACK' })
    kit.clock.at += 3_600_000
    await sealer.sealNow()
    expect(await batches()).toHaveLength(2)
    expect(sealer.alarm).toBeUndefined()
  })
})

describe('what is verified', () => {
  test('an entry this process signed needs no signature check, any other is fully verified', async () => {
    const { crypto } = kit.folder
    let checks = 0
    const counting = {
      ...crypto,
      verifySignatures: (batch: Parameters<typeof crypto.verifySignatures>[0]) => {
        checks += batch.filter(({ algorithm }) => algorithm === 'ecdsa-p256-sha256').length
        return crypto.verifySignatures(batch)
      },
    }
    const rules = {
      crypto: counting,
      origin: kit.folder.info.origin,
      isSealCertificate: () => true,
    }
    const sealer = await start({ rules })
    await sealer.sealNow()
    expect(checks).toBe(1)
    await kit.record(newCase(), 5, sealer)
    await sealer.sealNow()
    expect(checks).toBe(1)
    await kit.record(newCase(), 5)
    await sealer.sealNow()
    expect(checks).toBe(6)
  })

  test('T-17 a bit that flips after recording is found before sealing', async () => {
    const sealer = await start()
    await sealer.sealNow()
    const stream = newCase()
    await kit.record(stream, 3)
    flipBit(stream, 1)
    // The store's reader has its own copy of the page until the next commit.
    const again = await restart(sealer)
    await expect(again.sealNow()).rejects.toMatchObject({ code: 'ENTRY_BROKEN' })
    expect(again.alarm?.message).toContain(`${stream}@1`)
    expect(await batches()).toHaveLength(1)
  })

  test('T-08 an entry under a certificate that the ledger does not name is not sealed', async () => {
    const rules = {
      crypto: kit.folder.crypto,
      origin: kit.folder.info.origin,
      isSealCertificate: () => false,
    }
    const sealer = await start({ rules })
    await expect(sealer.sealNow()).rejects.toMatchObject({
      code: 'ENTRY_BROKEN',
      message: expect.stringContaining('platform-keys@0'),
    })
  })

  test('T-19 an entry of another ledger is not sealed', async () => {
    const sealer = await start()
    await sealer.sealNow()
    const other = await new LedgerKit().open()
    const stream = newCase()
    const [foreign] = await other.record(stream)
    await other.remove()
    const event = { id: crypto.randomUUID(), type: 'TimestampingResumed', metadata: {} }
    await kit.folder.store.append(stream, -1, [{ ...event, data: foreign!.der }])
    await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'ENTRY_BROKEN' })
  })
})

describe('faults of the store', () => {
  test.each<[Fault, string]>([
    ['stored', 'stored although the answer was lost'],
    ['not stored', 'lost together with its answer'],
    ['unavailable', 'refused by a store that is down'],
  ])('a batch %s: %s, is in the ledger once, signed once', async (fault) => {
    const store = faultyStore(kit.folder.store, (stream) => stream === kit.sealing)
    let signatures = 0
    const signer = {
      ...kit.folder.noteSigner,
      sign: (message: Uint8Array) => {
        signatures++
        return kit.folder.noteSigner.sign(message)
      },
    }
    const sealer = await start({ store, signer })
    await sealer.sealNow()
    const told: number[] = []
    sealer.sealed$.subscribe(({ record }) => told.push(record.batch))
    await kit.record(newCase(), 3, sealer)
    store.faults.push(fault)
    await sealer.sealNow().catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    })
    await sealer.sealNow()
    expect((await batches()).map(({ count }) => count)).toEqual([1, 3])
    expect(told).toEqual([1])
    expect(signatures).toBe(2)
  })

  test('killed after the guard was written and before the append: the same bytes are appended at the next start', async () => {
    const first = await start()
    await first.sealNow()
    await first.stop()
    const store = faultyStore(kit.folder.store, (stream) => stream === kit.sealing)
    store.faults.push('unavailable')
    const killed = await start({ store })
    await kit.record(newCase(), 2)
    await expect(killed.sealNow()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await killed.stop()
    const { attempt } = JSON.parse(
      await readFile(`${kit.folder.paths.guard}/sealing.json`, 'utf8'),
    ) as GuardState
    await kit.record(newCase(), 2)
    const next = await start()
    await next.sealNow()
    const [, second] = await kit.folder.store.readStream(kit.sealing, 0, 9)
    expect(new TextDecoder().decode(second!.data)).toBe(attempt)
    expect((await batches()).map(({ count }) => count)).toEqual([1, 2, 2])
  })

  test('nothing is appended unless the guard is on the disk', async () => {
    const guard: Guard = {
      read: async () => ({ acknowledged: null, attempt: null }),
      write: () => Promise.reject(Object.assign(new RangeError('full'), { code: 'ENOSPC' })),
    }
    const sealer = await start({ guard })
    await expect(sealer.sealNow()).rejects.toThrow('full')
    expect(await batches()).toEqual([])
    await expect(sealer.sealNow()).rejects.toThrow('full')
    expect(await batches()).toEqual([])
  })
})

async function restart(sealer: Sealer): Promise<Sealer> {
  await sealer.stop()
  await kit.folder.close()
  await kit.reopen()
  return start()
}

function flipBit(stream: string, revision: number): void {
  kit.tamper(
    `UPDATE event SET data = CAST(substr(data, 1, 200) || x'00' || substr(data, 202) AS BLOB)
     WHERE stream = ? AND revision = ?`,
    stream,
    revision,
  )
}
