import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../test/eventually.js'
import { LedgerKit, newCase } from '../../test/ledger-kit.js'
import { fileGuard } from './guard.js'
import type { Sealer } from './sealer.js'

let kit: LedgerKit
let stream: string
let other: string
const running: Sealer[] = []

beforeEach(async () => {
  kit = await new LedgerKit().open()
  const sealer = await start()
  stream = newCase()
  other = newCase()
  await kit.record(stream, 4, sealer)
  await kit.record(other, 2, sealer)
  await sealer.sealNow()
  await kit.record(stream, 3, sealer)
  await sealer.sealNow()
})
afterEach(async () => {
  for (const sealer of running.splice(0)) await sealer.stop()
  await kit.remove()
})

async function start(knownNotes: readonly string[] = []): Promise<Sealer> {
  const sealer = await kit.sealer({ knownNotes })
  running.push(sealer)
  await sealer.start()
  return sealer
}

/** Changes the file while nothing runs, starts again, and gives the sealer that found out. */
async function after(change: () => unknown, knownNotes: readonly string[] = []): Promise<Sealer> {
  for (const sealer of running.splice(0)) await sealer.stop()
  await kit.folder.close()
  await change()
  await kit.reopen()
  return start(knownNotes)
}

async function expectRefusal(sealer: Sealer, code: string, words: string): Promise<void> {
  expect(sealer.alarm).toMatchObject({ code, message: expect.stringContaining(words) })
  const head = await kit.folder.store.headPosition()
  await kit.record(newCase(), 1)
  await expect(sealer.sealNow()).rejects.toMatchObject({ code })
  expect(await kit.folder.store.readStream(kit.sealing, 2, 9)).toEqual([])
  expect((await kit.folder.store.headPosition()) > head).toBe(true)
}

test('untouched, it starts without an alarm and goes on', async () => {
  const sealer = await after(() => undefined)
  expect(sealer.alarm).toBeUndefined()
  await kit.record(stream, 1)
  await sealer.sealNow()
  expect(sealer.lastBatch?.checkpoint.size).toBe(11)
})

test('T-01 an edited entry is named', async () => {
  const sealer = await after(() => {
    kit.tamper(
      `UPDATE event SET data = CAST(replace(data, '"revision":2', '"revision":9') AS BLOB)
       WHERE stream = ? AND revision = 2`,
      stream,
    )
  })
  await expectRefusal(sealer, 'ENTRY_BROKEN', `${stream}@2`)
})

test('T-02 an entry signed anew with the seal key itself breaks the chain at the next one', async () => {
  const [fresh] = await kit.record(newCase(), 1)
  const sealer = await after(() => {
    kit.tamper('UPDATE event SET data = ? WHERE stream = ? AND revision = 1', fresh!.der, other)
  })
  await expectRefusal(sealer, 'ENTRY_BROKEN', `${other}@1`)
})

test('T-04 a deleted entry is named', async () => {
  const sealer = await after(() => {
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision = 1', stream)
  })
  await expectRefusal(sealer, 'ENTRY_MISSING', `${stream}@1`)
})

test('T-04 a deleted stream is named', async () => {
  const sealer = await after(() => {
    kit.tamper('DELETE FROM event WHERE stream = ?', other)
  })
  await expectRefusal(sealer, 'ENTRY_MISSING', `${other}@0`)
})

test('T-06 two swapped entries are named', async () => {
  const sealer = await after(() => {
    kit.tamper(
      `UPDATE event SET data = (SELECT data FROM event e WHERE e.stream = event.stream AND e.revision = 3 - event.revision)
       WHERE stream = ? AND revision IN (1, 2)`,
      stream,
    )
  })
  await expectRefusal(sealer, 'ENTRY_BROKEN', `${stream}@1`)
})

test('T-03 a tail of entries that is cut is named', async () => {
  const sealer = await after(() => {
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 5', stream)
  })
  await expectRefusal(sealer, 'ENTRY_MISSING', `${stream}@5`)
})

test('T-03 a tail of entries and their batch that is cut: the guard says what was signed', async () => {
  const sealer = await after(() => {
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 1', kit.sealing)
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 4', stream)
  })
  expect(sealer.alarm).toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
  expect(sealer.alarm?.message).toMatch(/ends at 7 leaves, .* over 10 .*runbooks\/rollback/)
})

test('T-03 an old copy of the store is not sealed on, nor is an empty one', async () => {
  const backup = await mkdtemp(join(tmpdir(), 'contremarque-backup-'))
  const sealer = await after(() => cp(kit.folder.paths.store, backup, { recursive: true }))
  for (let round = 0; round < 3; round++) {
    await kit.record(stream, 1, sealer)
    await sealer.sealNow()
  }
  const restored = await after(() => cp(backup, kit.folder.paths.store, { recursive: true }))
  expect(restored.alarm?.code).toBe('LEDGER_ROLLED_BACK')
  await rm(backup, { recursive: true })
  const emptied = await after(() => {
    kit.tamper('DELETE FROM event')
  })
  expect(emptied.alarm?.code).toBe('LEDGER_ROLLED_BACK')
})

test('T-03 a node that only read notices it too: its guard keeps what the other one sealed', async () => {
  const [writer] = running
  const folder = join(kit.path, 'guard-of-another-node')
  await mkdir(folder)
  const guard = fileGuard(folder)
  const reader = await kit.sealer({ guard })
  running.push(reader)
  await reader.start()
  await kit.record(stream, 1, writer)
  await writer?.sealNow()
  await eventually(() => reader.lastBatch?.record.batch === 2)
  for (const sealer of running.splice(0)) await sealer.stop()
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 2', kit.sealing)
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 7', stream)
  const again = await kit.sealer({ guard })
  running.push(again)
  await again.start()
  expect(again.alarm?.code).toBe('LEDGER_ROLLED_BACK')
})

test('T-03 without its guard, the head kept beside the store still shows a rollback', async () => {
  const note = running[0]?.lastBatch?.record.note ?? ''
  const { guard } = kit.folder.paths
  const sealer = await after(async () => {
    await rm(join(guard, 'sealing.json'))
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 1', kit.sealing)
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 4', stream)
  }, [note])
  expect(sealer.alarm?.code).toBe('LEDGER_ROLLED_BACK')
})

test('a last batch record that is cut alone is put back, byte for byte', async () => {
  const [, before] = await kit.folder.store.readStream(kit.sealing, 0, 9)
  const sealer = await after(() => {
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision = 1', kit.sealing)
  })
  expect(sealer.alarm).toBeUndefined()
  await sealer.sealNow({ heartbeat: true })
  const [, again] = await kit.folder.store.readStream(kit.sealing, 0, 9)
  expect(Buffer.compare(again!.data, before!.data)).toBe(0)
})

test('a batch record that was changed is named', async () => {
  const sealer = await after(() => {
    kit.tamper(
      `UPDATE event SET data = CAST(replace(data, '"count":7', '"count":6') AS BLOB)
       WHERE stream = ? AND revision = 0`,
      kit.sealing,
    )
  })
  expect(sealer.alarm).toMatchObject({
    code: 'BATCH_BROKEN',
    message: expect.stringContaining('batch 0'),
  })
})

test('a guard that cannot be read stops sealing', async () => {
  const sealer = await after(() => writeFile(join(kit.folder.paths.guard, 'sealing.json'), '{'))
  expect(sealer.alarm?.code).toBe('GUARD_MALFORMED')
})
