import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonEvent, type StreamMetadata } from '@eventstore/db-client'
import { runDevelopmentLedger } from '../../src/development/development-ledger.js'
import { START, type Position } from '../../src/event-store/event-store.js'
import { EventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { RunningLedger } from '../../src/ledger-folder/run-ledger.js'
import { TokenClock } from '../../src/time-stamping/token-clock.js'
import { eventually } from '../eventually.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

/** Milliseconds in which an alarm has to be there. */
const IN_TIME = 5_000

type Deed = readonly [name: string, told: string, stops: boolean, act: () => Promise<unknown>]

describeWithOwnServer('what an administrator does to a real store', () => {
  let server: OwnServer
  let folder: string
  let ledger: RunningLedger
  let told: string[]
  const clock = new TokenClock()

  beforeEach(async () => {
    server = await OwnServer.start()
    folder = await mkdtemp(join(tmpdir(), 'contremarque-sentinel-'))
    ledger = await open()
    await record()
  })
  afterEach(async () => {
    await ledger.close()
    await server.dispose()
    await rm(folder, { recursive: true })
  })

  const open = () => {
    told = []
    return runDevelopmentLedger(folder, {
      clock,
      mayFound: true,
      eventStoreDb: { url: server.url },
      onInterference: (message) => told.push(message),
      // Small as it is, a start goes on from a landmark, unless something was done.
      landmarks: { minSize: 1, every: 0 },
    })
  }

  /** Three entries each in five streams, sealed and stamped. */
  const record = async () => {
    const at = new Date(clock.now()).toISOString()
    const data = { since: at, until: at }
    for (const { stream } of streams) {
      for (let i = 0; i < 3; i++) await ledger.tell({ stream, type: 'TimestampingResumed', data })
    }
    await ledger.settle()
  }

  const metadata = (stream: string, change: StreamMetadata) =>
    server.administer((client, as) => client.setStreamMetadata(stream, change, as))
  const streams = [
    { stream: 'platform-truncated', change: { truncateBefore: 2 } },
    { stream: 'platform-counted', change: { maxCount: 1 } },
    { stream: 'platform-aged', change: { maxAge: 60 } },
    { stream: 'platform-deleted', change: undefined },
    { stream: 'platform-tombstone', change: undefined },
  ] as const
  const cuts: Deed[] = streams.flatMap(({ stream, change }) =>
    change === undefined
      ? []
      : [[JSON.stringify(change), stream, true, () => metadata(stream, change)]],
  )
  const deeds: Deed[] = [
    ...cuts,
    [
      'a soft deletion',
      'platform-deleted was deleted',
      true,
      () => server.administer((client, as) => client.deleteStream('platform-deleted', as)),
    ],
    [
      'a tombstone',
      'platform-tombstone was deleted for ever',
      true,
      () => server.administer((client, as) => client.tombstoneStream('platform-tombstone', as)),
    ],
    ['a scavenge', 'a scavenge ', false, () => server.scavenge()],
    [
      'rights of a stream',
      'the rights on platform-aged were changed',
      false,
      () => metadata('platform-aged', { acl: { writeRoles: ['$all'] } }),
    ],
    [
      'rights of $all',
      'the rights on $all were changed',
      false,
      () => metadata('$all', { acl: { readRoles: ['$all'] } }),
    ],
    [
      'default rights',
      'the default rights were changed',
      false,
      () =>
        server.administer((client, as) =>
          client.appendToStream(
            '$settings',
            jsonEvent({ type: 'update-default-acl', data: { $userStreamAcl: { $w: '$all' } } }),
            as,
          ),
        ),
    ],
  ]

  /** Resolves with how long it took, in milliseconds, until it was told and, where it threatens, stopped recording. */
  const alarmed = async ([, message, stops]: Deed, since: number): Promise<number> => {
    await eventually(() => {
      const alarms = ledger.alarms().map((alarm) => alarm.message)
      return (stops ? alarms : told).some((each) => each.includes(message))
    })
    return Date.now() - since
  }
  const report = (when: string, times: ReadonlyMap<string, number>) =>
    process.stderr.write(
      `${when}: ${[...times].map(([name, ms]) => `${name} ${ms} ms`).join(', ')}\n`,
    )

  test('T-04 each deed is told within 5 s while the ledger runs', async () => {
    const times = new Map<string, number>()
    for (const deed of deeds) {
      const since = Date.now()
      await deed[3]()
      times.set(deed[0], await alarmed(deed, since))
    }
    report('live', times)
    expect([...times].filter(([, ms]) => ms >= IN_TIME)).toEqual([])
    expect(() => ledger.assertRecordable()).toThrow(/STORE_INTERFERED|was (?:cut|deleted)/)
  })

  test.each(deeds.map((deed) => [deed[0], deed] as const))(
    'T-04 %s while nobody looked is told at the start',
    async (name, deed) => {
      await ledger.close()
      await deed[3]()
      ledger = await open()
      const ms = await alarmed(deed, Date.now())
      report('after the start', new Map([[name, ms]]))
      expect(ms).toBeLessThan(IN_TIME)
    },
    120_000,
  )

  test('T-04 from a landmark, while the older part is read again, each deed is told live too', async () => {
    const { subscribe } = EventStoreDbStore.prototype
    const begun: Position[] = []
    await ledger.close()
    EventStoreDbStore.prototype.subscribe = function (...asked) {
      begun.push(asked[0])
      return subscribe.apply(this, asked)
    }
    try {
      ledger = await open()
    } finally {
      EventStoreDbStore.prototype.subscribe = subscribe
    }
    expect(begun).toEqual([expect.any(BigInt), START])
    expect(begun[0]).toBeGreaterThan(START)
    for (const deed of deeds) {
      const since = Date.now()
      await deed[3]()
      expect([deed[0], (await alarmed(deed, since)) < IN_TIME]).toEqual([deed[0], true])
    }
    await eventually(() => ledger.sealer.reading.percent === 100)
  }, 120_000)

  test.each(cuts.map((deed) => [deed[0], deed] as const))(
    'T-04 the alarm of %s ends once it is undone, and the ledger records on',
    async (_, deed) => {
      await deed[3]()
      await alarmed(deed, Date.now())
      await metadata(deed[1], {})
      await eventually(() => ledger.alarms().length === 0)
      await record()
    },
    120_000,
  )

  test('T-04 a stream that was cut, scavenged and undone: nothing is recorded, and a start names what is gone for good', async () => {
    const [{ stream, change }] = streams
    const isTold = (words: string) =>
      eventually(() => ledger.alarms().some(({ message }) => message.includes(words)))
    await metadata(stream, change)
    await isTold(`${stream} was cut`)
    await server.scavenge()
    await isTold('a scavenge ended on ')
    await metadata(stream, {})
    await isTold(`${stream} was cut or deleted while a scavenge ran`)
    expect(() => ledger.assertRecordable()).toThrow(stream)
    await ledger.close()
    ledger = await open()
    expect(ledger.alarms()).toMatchObject([
      { code: 'ENTRY_MISSING', message: expect.stringContaining(`${stream}@0`) as string },
    ])
    expect(() => ledger.assertRecordable()).toThrow(stream)
  }, 120_000)
})
