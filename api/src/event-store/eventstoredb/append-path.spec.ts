import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { event, events, newStream, text } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import type { Expected } from '../../../test/eventstoredb-double/event-log.js'
import { unavailable } from '../../../test/eventstoredb-double/grpc-error.js'
import { runDevelopmentLedger } from '../../development/development-ledger.js'
import { TokenClock } from '../../time-stamping/token-clock.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
})
afterEach(() => double.kill())

/** What every append to a stream of ours expected, from now on. */
function expectations(): Expected[] {
  const { log } = double
  const seen: Expected[] = []
  const append = log.append.bind(log)
  log.append = (stream, expected, written) => {
    if (!stream.startsWith('$')) seen.push(expected)
    return append(stream, expected, written)
  }
  return seen
}

test('ANY is never sent, nor the shared append stream used: a ledger is founded, sealed, stamped and resent with revisions alone', async () => {
  const seen = expectations()
  const folder = await mkdtemp(join(tmpdir(), 'contremarque-append-path-'))
  const stored = { kind: 'stored-but-error', error: unavailable() } as const
  try {
    const options = { clock: new TokenClock(), mayFound: true, eventStoreDb: double }
    const ledger = await runDevelopmentLedger(folder, options)
    double.faults.nextAppend(stored, { kind: 'not-stored', error: unavailable() }, stored)
    await ledger.renewAnchor().catch(() => undefined)
    await ledger.settle()
    await ledger.close()
  } finally {
    await rm(folder, { recursive: true })
  }
  const batches = double.log.all.filter(({ type }) => type === 'BatchSealed')
  expect(batches.length).toBeGreaterThan(1)
  // One was not stored, and was sent again.
  expect(double.faults.countOf('append')).toBeGreaterThan(seen.length)
  expect(seen.filter((expected) => typeof expected !== 'number')).toEqual([])
  expect(double.faults.countOf('batch append')).toBe(0)
})

test('an event of the same id in another stream is stored there as well: the server holds ids unique in no stream', async () => {
  const store = await openEventStoreDbStore(double)
  const [one, other] = [newStream(), newStream()]
  const same = event('a')
  await store.append(one, -1, [same])
  expect(await store.append(other, -1, [same])).toMatchObject({ revision: 0 })
  double.faults.nextAppend({ kind: 'stored-but-error', error: unavailable() })
  await expect(store.append(other, 0, [same])).rejects.toMatchObject({ code: 'APPEND_AMBIGUOUS' })
  expect(await store.append(other, 0, [same])).toMatchObject({ revision: 1 })
  expect((await store.readStream(one, 0, 10)).map(text)).toEqual(['a'])
  expect((await store.readStream(other, 0, 10)).map(text)).toEqual(['a', 'a'])
  await store.close()
})

test('a store that is closed with 600 appends under way answers them all, and each is there once', async () => {
  const enough = 60_000
  const limits = { appendLimit: enough, readLimit: enough, patience: enough }
  const store = await openEventStoreDbStore({ url: double.url, ...limits })
  const streams = Array.from({ length: 600 }, newStream)
  const asked = streams.map((stream) => store.append(stream, -1, events(1)))
  const closing = store.close()
  const answers = await Promise.allSettled(asked)
  await closing
  expect(answers.filter(({ status }) => status !== 'fulfilled')).toEqual([])
  expect(double.log.all.map(({ stream }) => stream).toSorted()).toEqual(streams.toSorted())
  await expect(store.append(newStream(), -1, events(1))).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})
