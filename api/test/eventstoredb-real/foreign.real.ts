import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryEvent } from '@eventstore/db-client'
import { runDevelopmentLedger } from '../../src/development/development-ledger.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { recordStreams } from '../../src/ledger-folder/ledger-info.js'
import type { RunningLedger } from '../../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../../src/time-stamping/token-clock.js'
import { event, events, newStream } from '../event-store/kit.js'
import { eventually } from '../eventually.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const CASE = 'expertise-4c1f7a52-9d3e-4f0b-8a6c-2b7d9e5f1a30'
const STARTING = 240_000

describeWithOwnServer('what somebody else writes to a real server', () => {
  let server: OwnServer
  let folder: string
  let ledger: RunningLedger

  beforeEach(async () => {
    server = await OwnServer.start()
    folder = await mkdtemp(join(tmpdir(), 'contremarque-foreign-'))
    ledger = await open()
    await ledger.settle()
  }, STARTING)
  afterEach(async () => {
    await ledger.close()
    await server.dispose()
    await rm(folder, { recursive: true })
  })

  const open = () =>
    runDevelopmentLedger(folder, {
      clock: new TokenClock(),
      mayFound: true,
      eventStoreDb: { url: server.url },
    })
  const write = (stream: string, type: string, text: string) =>
    server.administer((client, as) =>
      client.appendToStream(stream, binaryEvent({ type, data: Buffer.from(text) }), as),
    )
  const sealing = () => recordStreams(ledger.folder.info).sealing
  /** The first alarm, once there is one, whatever is sealed meanwhile. */
  const alarm = () =>
    eventually(async () => {
      await ledger.renewAnchor().catch(() => undefined)
      return ledger.alarms()[0]?.code
    })

  test.each([
    ['a type like the server’s own', '$x', 'the batches', sealing, 'BATCH_BROKEN'],
    ['a link', '$>', 'a case', () => CASE, 'ENTRY_BROKEN'],
    [
      'what looks like a tombstone',
      '$streamDeleted',
      'the keys',
      () => 'platform-keys',
      'ENTRY_BROKEN',
    ],
    ['a link', '$>', 'a stream of no ledger', () => 'orders-7', 'EVENT_FOREIGN'],
  ])(
    'T-08 %s (%s) in %s is an alarm, live and at the start',
    async (_form, type, _place, stream, code) => {
      await write(stream(), type, '0@platform-keys')
      expect(await alarm()).toBe(code)
      await ledger.close()
      ledger = await open()
      expect(await alarm()).toBe(code)
    },
    STARTING,
  )

  describe('a stream that was cut or deleted', () => {
    let store: EventStore
    let stream: string

    beforeEach(async () => {
      ;({ store } = ledger.folder)
      stream = newStream()
      await store.append(stream, -1, events(2))
    })
    /** How many of its events the server has, hidden or not. */
    const size = () =>
      server.administer(async (client, as) => {
        let count = 0
        for await (const read of client.readAll(as)) if (read.event?.streamId === stream) count++
        return count
      })

    test.each([
      ['deleted', () => server.administer((client, as) => client.deleteStream(stream, as))],
      [
        'cut',
        () =>
          server.administer((client, as) =>
            client.setStreamMetadata(stream, { truncateBefore: 2 }, as),
          ),
      ],
    ])(
      'T-04 a stream that was %s takes no first event again, and nothing is stored',
      async (_, act) => {
        await act()
        await expect(store.append(stream, -1, [event('c')])).rejects.toMatchObject({
          code: 'STREAM_DELETED',
        })
        expect(await size()).toBe(2)
      },
      STARTING,
    )
  })
})
