import { faultyStore, LedgerKit, newCase } from '../../test/ledger-kit.js'
import type { EventStore } from '../event-store/event-store.js'
import { eventually } from '../../test/eventually.js'
import { appendPlatformEntry } from './platform-entry.js'
import type { Sealer } from './sealer.js'

let kit: LedgerKit
let sealer: Sealer
const stream = newCase()

beforeEach(async () => {
  kit = await new LedgerKit().open()
  sealer = await kit.sealer()
  await sealer.start()
  await kit.record(stream, 2, sealer)
  await sealer.sealNow()
})
afterEach(async () => {
  await sealer.stop()
  await kit.remove()
})

/** As an engine does that was told to delete the stream: what was to be its first event stands behind the others. */
function deleting(store: EventStore): EventStore {
  return {
    ...faultyStore(store, () => false),
    readHead: async () => undefined,
    append: (name, _revision, events) => store.append(name, 1, events),
  }
}

test('T-04 an entry that this process signed, and which stands in another place than it says, is never sealed', async () => {
  const { store, crypto, info, sealSigner: signer } = kit.folder
  const { origin, ledgerId: actor } = info
  const at = new Date(kit.clock.at).toISOString()
  const remember: Sealer['remember'] = (...told) => sealer.remember(...told)
  const writer = {
    store: deleting(store),
    crypto,
    origin,
    actor,
    signer,
    clock: kit.clock,
    remember,
  }
  const event = { stream, type: 'TimestampingResumed', data: { since: at, until: at } }
  await appendPlatformEntry(writer, event, null)
  await eventually(() => sealer.pending === 1)
  await expect(sealer.sealNow()).rejects.toMatchObject({
    code: 'ENTRY_BROKEN',
    message: expect.stringContaining(`${stream}@2: it says it is ${stream}@0`) as string,
  })
  expect(sealer.lastBatch?.checkpoint.size).toBe(3)
})
