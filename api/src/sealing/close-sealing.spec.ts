import { nodeCrypto } from '@contremarque/ledger/node'
import { eventually } from '../../test/eventually.js'
import { LedgerKit, newCase } from '../../test/ledger-kit.js'
import { closeSealing } from './close-sealing.js'
import type { Sealer } from './sealer.js'

let kit: LedgerKit
const running: Sealer[] = []

beforeEach(async () => {
  kit = await new LedgerKit().open()
})
afterEach(async () => {
  for (const sealer of running.splice(0)) await sealer.stop()
  await kit.remove()
})

async function start(): Promise<Sealer> {
  const sealer = await kit.sealer()
  running.push(sealer)
  await sealer.start()
  return sealer
}

async function close(): Promise<void> {
  const last = await kit.folder.store.readHead(kit.sealing)
  await closeSealing(kit.folder.store, last!, { crypto: nodeCrypto(), now: kit.clock.now() })
}

test('RC-10 a sealer that runs stops sealing when the store is closed, and seals nothing more', async () => {
  const sealer = await start()
  await sealer.sealNow()
  await close()
  await eventually(() => sealer.alarm !== undefined)
  expect(sealer.alarm).toMatchObject({
    code: 'LEDGER_CLOSED',
    message: expect.stringContaining('with 1 entries and goes on in another one') as string,
  })
  await kit.record(newCase(), 1, sealer)
  await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'LEDGER_CLOSED' })
  await expect(sealer.sealNow({ heartbeat: true })).rejects.toMatchObject({ code: 'LEDGER_CLOSED' })
  expect(await kit.folder.store.readStream(kit.sealing, 2, 9)).toEqual([])
})

test('RC-10 a sealer that starts on a closed store says so and seals nothing', async () => {
  await (await start()).sealNow()
  await running.pop()?.stop()
  await close()
  const sealer = await start()
  expect(sealer.alarm?.code).toBe('LEDGER_CLOSED')
  await kit.record(newCase(), 1, sealer)
  await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'LEDGER_CLOSED' })
  expect(await kit.folder.store.readStream(kit.sealing, 2, 9)).toEqual([])
})

test('RC-10 of two that seal and close at once only one has the place', async () => {
  const sealer = await start()
  await sealer.sealNow()
  const { store, crypto } = kit.folder
  const last = await store.readHead(kit.sealing)
  await sealer.sealNow({ heartbeat: true })
  await expect(closeSealing(store, last!, { crypto, now: 0 })).rejects.toMatchObject({
    code: 'WRONG_REVISION',
  })
  expect(sealer.alarm).toBeUndefined()
})

test('RC-09 a closing record that names another batch is a broken record, as any other', async () => {
  const sealer = await start()
  await sealer.sealNow()
  const { store, crypto } = kit.folder
  const first = await store.readHead(kit.sealing)
  await sealer.sealNow({ heartbeat: true })
  await closeSealing(store, { ...first!, revision: 1 }, { crypto, now: 0 })
  await eventually(() => sealer.alarm !== undefined)
  expect(sealer.alarm?.code).toBe('BATCH_BROKEN')
})
