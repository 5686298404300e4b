import { parseEntry } from '@contremarque/ledger'
import { faultyStore, LedgerKit, newCase, type Fault } from '../../test/ledger-kit.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Interference } from '../event-store/interference.js'
import { appendBehind } from '../sealing/platform-entry.js'
import { InterferenceLog } from './interference-log.js'
import { OUTAGE_STREAM, OutageLog } from './outage-log.js'
import type { ToldOnceParts } from './told-once.js'

let kit: LedgerKit
/** What the sealers wait for. */
const unsealed = new Set<string>()

beforeEach(async () => {
  unsealed.clear()
  kit = await new LedgerKit().open()
})
afterEach(() => kit.remove())

/** What a node tells with, over the one store. */
function voice(store: EventStore = kit.folder.store) {
  const { crypto, info, sealSigner: signer } = kit.folder
  const { origin, ledgerId: actor } = info
  const writer = {
    store,
    crypto,
    origin,
    actor,
    signer,
    clock: kit.clock,
    remember: (hash: string) => void unsealed.add(hash),
    forget: (hash: string) => void unsealed.delete(hash),
  }
  const append: ToldOnceParts['append'] = async (event, head) => {
    await appendBehind(writer, event, head, null)
  }
  return { store, crypto, append }
}

async function told(stream: string) {
  const { store, crypto } = kit.folder
  const events = await store.readStream(stream, 0, 100)
  return events.map(({ data }) => {
    const { envelope } = parseEntry(data, crypto)
    return [envelope.type, envelope.data] as const
  })
}

const [early, late] = ['2026-11-22T08:00:00.000Z', '2026-11-22T08:00:07.000Z'] as const
const until = '2026-11-22T09:00:00.000Z'

test('of two nodes that notice an outage at the same instant one tells it, and one that it is over', async () => {
  const nodes = [new OutageLog(voice()), new OutageLog(voice())] as const
  await Promise.all([nodes[0].interrupted(early, ['a']), nodes[1].interrupted(late, ['b'])])
  await Promise.all(nodes.map((node) => node.resumed(until)))
  const [interrupted, resumed, ...more] = await told(OUTAGE_STREAM)
  expect(interrupted).toMatchObject(['TimestampingInterrupted', {}])
  expect(resumed).toEqual(['TimestampingResumed', { since: interrupted![1]['since'], until }])
  expect(more).toEqual([])
  // What lost its place is waited for by no sealer.
  expect(unsealed.size).toBe(2)
})

test('the next outage is another fact, whoever tells it', async () => {
  const [one, other] = [new OutageLog(voice()), new OutageLog(voice())] as const
  await one.interrupted(early, [])
  await other.resumed(until)
  await other.interrupted(until, [])
  await one.interrupted(until, [])
  expect((await told(OUTAGE_STREAM)).map(([type]) => type)).toEqual([
    'TimestampingInterrupted',
    'TimestampingResumed',
    'TimestampingInterrupted',
  ])
})

test('an outage that a process before this one left open is ended by the one that gets a time-stamp', async () => {
  await new OutageLog(voice()).interrupted(early, [])
  await new OutageLog(voice()).resumed(until)
  expect(await told(OUTAGE_STREAM)).toMatchObject([{}, ['TimestampingResumed', { since: early }]])
})

test('nothing is told to be over that nobody told', async () => {
  await new OutageLog(voice()).resumed(until)
  expect(await told(OUTAGE_STREAM)).toEqual([])
})

test.each<Fault>(['stored', 'not stored'])(
  'an append %s without an answer is told once',
  async (fault) => {
    const store = faultyStore(kit.folder.store, (stream) => stream === OUTAGE_STREAM)
    store.faults.push(fault)
    await new OutageLog(voice(store)).interrupted(early, [])
    expect(await told(OUTAGE_STREAM)).toHaveLength(1)
  },
)

test('of two nodes that see the store interfered with while they run one tells it, once', async () => {
  const onFailure = (error: unknown): void => {
    throw error
  }
  const nodes = [0, 1].map(() => new InterferenceLog({ ...voice(), onFailure }))
  const cut = (at: bigint): Interference => ({
    ...{ kind: 'truncation', stream: null, isThreat: true, message: '', at },
  })
  for (const standing of [[cut(7n)], [cut(7n), cut(9n)], [cut(7n), cut(9n)]]) {
    for (const node of nodes) node.take(standing)
    await Promise.all(nodes.map((node) => node.settled()))
  }
  expect((await told('platform-store')).map(([, { at }]) => at)).toEqual(['7', '9'])
})

test('T-04 of streams that one scavenge may have taken each is told', async () => {
  const onFailure = (error: unknown): void => {
    throw error
  }
  const taken = (stream: string | null): Interference => ({
    ...{ kind: 'scavenge', stream, isThreat: stream !== null, message: '', at: 7n },
  })
  const streams = [null, newCase(), newCase()]
  for (let node = 0; node < 2; node++) {
    const log = new InterferenceLog({ ...voice(), onFailure })
    log.take(streams.map(taken))
    await log.settled()
  }
  expect((await told('platform-store')).map(([, { stream }]) => stream)).toEqual(streams)
})

test('T-04 in a stream of which something is not handed out nothing is told: what was told before is not known', async () => {
  await new OutageLog(voice()).interrupted(early, [])
  await new OutageLog(voice()).resumed(until)
  const { store } = kit.folder
  const cut: EventStore = {
    ...faultyStore(store, () => false),
    readStream: async (...asked) => (await store.readStream(...asked)).slice(1),
  }
  await expect(new OutageLog(voice(cut)).interrupted(late, [])).rejects.toMatchObject({
    code: 'ENTRY_MISSING',
    message: expect.stringContaining(`${OUTAGE_STREAM}@0`) as string,
  })
  expect(await told(OUTAGE_STREAM)).toHaveLength(2)
})

test('T-03 into a store that was put back nothing is told', async () => {
  const log = new InterferenceLog({ ...voice(), onFailure: () => undefined })
  log.take([{ kind: 'rollback', stream: null, isThreat: true, message: '', at: 7n }])
  await log.settled()
  expect(await told('platform-store')).toEqual([])
})
