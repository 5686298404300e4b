import { hash } from 'node:crypto'
import {
  ANY,
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  streamNameFilter,
  type AllStreamSubscription,
  type AppendExpectedRevision,
  type EventData,
  type StreamSubscription,
} from '@eventstore/db-client'
import { eventually } from '../eventually.js'

export interface Step {
  readonly step: string
  readonly outcome: unknown
}

const UNARY = { credentials: { username: 'admin', password: 'changeit' } }

/**
 * Walks through what a server was observed to answer (`observed.json`), with outcomes in a form that two
 * runs can be compared by: stream names lose their run, positions become "pos".
 */
export async function observe(url: string): Promise<readonly Step[]> {
  const patient = `${url}&defaultDeadline=60000`
  const client = EventStoreDBClient.connectionString(patient)
  const quiet = EventStoreDBClient.connectionString(`${patient}&throwOnAppendFailure=false`)
  const steps: Step[] = []
  const step = async (name: string, call: () => Promise<unknown>): Promise<void> => {
    const outcome = await call().then(comparable, failureOf)
    steps.push({ step: name, outcome })
  }
  await revisionSteps(client, quiet, step)
  await idempotenceSteps(client, step)
  await byteSteps(client, step)
  await readingSteps(client, step)
  await subscriptionSteps(client, step)
  await administrationSteps(client, step)
  await client.dispose()
  await quiet.dispose()
  return steps
}

type Client = EventStoreDBClient
type StepOf = (name: string, call: () => Promise<unknown>) => Promise<void>
type Options = Partial<typeof UNARY>

const PATHS: readonly (readonly [string, Options])[] = [
  ['batch', {}],
  ['unary', UNARY],
]

async function revisionSteps(client: Client, quiet: Client, step: StepOf): Promise<void> {
  for (const [path, options] of PATHS) {
    const s = `revision-${path}`
    const add = (id: string, at: AppendExpectedRevision, stream = s) =>
      append(client, stream, event(path + id), at, options)
    await step(`${path}: NO_STREAM on a new stream`, () => add('0', NO_STREAM))
    await step(`${path}: NO_STREAM again, another id`, () => add('1', NO_STREAM))
    await step(`${path}: the right revision`, () => add('2', 0n))
    await step(`${path}: too high`, () => add('3', 9n))
    await step(`${path}: too low, another id`, () => add('4', 0n))
    await step(`${path}: a revision on a missing stream`, () => add('5', 3n, `${s}-missing`))
    await step(`${path}: STREAM_EXISTS on a missing stream`, () =>
      add('6', STREAM_EXISTS, `${s}-missing`),
    )
    await step(`${path}: throwOnAppendFailure=false in the connection string, too high`, () =>
      append(quiet, s, event(`${path}7`), 9n, options),
    )
    const three = [event(`${path}8`), event(`${path}9`), event(`${path}10`)]
    await step(`${path}: three events in one call`, () => append(client, s, three, 1n, options))
    await step(`${path}: no event at all, right revision`, () => append(client, s, [], 4n, options))
    await step(`${path}: what stands`, () => revisions(client, s))
  }
}

/** Ids are compared, bytes are not. */
async function idempotenceSteps(client: Client, step: StepOf): Promise<void> {
  for (const [path, options] of PATHS) {
    const s = `idempotence-${path}`
    const x = (n: number) => event(`${path}x${n}`)
    const other = event(`${path}x1`, 16, 3)
    const add = (events: EventData | EventData[], at: AppendExpectedRevision, stream = s) =>
      append(client, stream, events, at, options)
    await step(`${path}: x0 x1 x2`, () => add([x(0), x(1), x(2)], NO_STREAM))
    await step(`${path}: the same three, NO_STREAM`, () => add([x(0), x(1), x(2)], NO_STREAM))
    await step(`${path}: x1 again at the revision it followed (0)`, () => add(x(1), 0n))
    await step(`${path}: x1 x2 again at 0`, () => add([x(1), x(2)], 0n))
    await step(`${path}: x2 and new x3 at 1 (partly there)`, () => add([x(2), x(3)], 1n))
    await step(`${path}: x1 with ANY`, () => add(x(1), ANY))
    await step(`${path}: x1's id with other bytes, ANY`, () => add(other, ANY))
    await step(`${path}: x1's id with other bytes at 0`, () => add(other, 0n))
    await step(`${path}: x1 at the current revision (2)`, () => add(x(1), 2n))
    await step(`${path}: x0 in another stream`, () => add(x(0), NO_STREAM, `${s}-other`))
    await step(`${path}: what stands`, () => revisions(client, s))
  }
}

async function byteSteps(client: Client, step: StepOf): Promise<void> {
  const sizes = [event('b0', 0), event('b1', 256), event('b2', 60_000)]
  await step('bytes: append 0 B, 256 B, 60,000 B', () => append(client, 'bytes', sizes, NO_STREAM))
  await step('bytes: come back the same', async () =>
    (await read(client, 'bytes')).map(({ isJson, data }) => {
      const found = data as Uint8Array
      const same = Buffer.from(found).equals(Buffer.from(bytes(found.length)))
      return { isJson, length: found.length, same }
    }),
  )
  const withMetadata = async (stream: string, id: string, metadata: Buffer | { leaf: string }) => {
    const added = binaryEvent({ id: uuid(id), type: 'observed', data: bytes(4), metadata })
    await append(client, stream, added, NO_STREAM)
    return (await read(client, stream))[0]!.metadata
  }
  await step('bytes: JSON metadata on a binary event', () =>
    withMetadata('bytes-meta', 'bm', { leaf: 'abc' }),
  )
  await step('bytes: binary metadata on a binary event', async () => {
    const metadata = await withMetadata('bytes-meta2', 'bm2', Buffer.from([0, 255, 1]))
    return Buffer.from(metadata as Uint8Array).toString('hex')
  })
  await step('bytes: JSON event', async () => {
    const added = jsonEvent({ id: uuid('j'), type: 'observed', data: { a: [1, 'é'] } })
    await append(client, 'json', added, NO_STREAM)
    return (await read(client, 'json'))[0]!.data
  })
  const many = (id: string) => Array.from({ length: 30 }, (_, i) => event(`${id}${i}`, 60_000))
  await step('size: one event of 1,200,000 B, batch', () =>
    append(client, 'size', event('s1', 1_200_000), NO_STREAM),
  )
  await step('size: one event of 1,200,000 B, unary', () =>
    append(client, 'size-unary', event('s2', 1_200_000), NO_STREAM, UNARY),
  )
  await step('size: 30 events of 60,000 B in one call, batch', () =>
    append(client, 'size-many', many('sm'), NO_STREAM),
  )
  await step('size: 30 events of 60,000 B in one call, unary', () =>
    append(client, 'size-many-unary', many('smu'), NO_STREAM, UNARY),
  )
}

async function readingSteps(client: Client, step: StepOf): Promise<void> {
  const ten = Array.from({ length: 10 }, (_, i) => event(`r${i}`))
  const see = (options?: object) => () => revisions(client, 'read', options)
  await step('read: ten events', () => append(client, 'read', ten, NO_STREAM))
  await step('read: forwards, 3', see({ maxCount: 3 }))
  await step('read: from 4, 3', see({ fromRevision: 4n, maxCount: 3 }))
  await step('read: backwards, 3', see({ direction: BACKWARDS, fromRevision: END, maxCount: 3 }))
  await step('read: backwards from 2', see({ direction: BACKWARDS, fromRevision: 2n }))
  await step('read: past the end', see({ fromRevision: 20n }))
  await step('read: maxCount 0', see({ maxCount: 0 }))
  await step('read: a missing stream', () => revisions(client, 'nothing-here'))
}

async function subscriptionSteps(client: Client, step: StepOf): Promise<void> {
  await step('subscribe: stream from the start', () =>
    seen(client.subscribeToStream(named('read'), { fromRevision: START }), 10),
  )
  await step('subscribe: stream after revision 3 (exclusive)', () =>
    seen(client.subscribeToStream(named('read'), { fromRevision: 3n }), 6),
  )
  const filter = streamNameFilter({ prefixes: [named('read')] })
  await step('subscribe: $all with a prefix filter', () =>
    seen(client.subscribeToAll({ fromPosition: START, filter }), 10),
  )
  await step('subscribe: a stream that comes later', () => {
    const subscription = client.subscribeToStream(named('later'), { fromRevision: START })
    const added = new Promise((resolve) => {
      subscription.once('confirmation', () =>
        resolve(append(client, 'later', event('l0'), NO_STREAM)),
      )
    })
    return Promise.all([seen(subscription, 1), added]).then(([found]) => found)
  })
}

async function administrationSteps(client: Client, step: StepOf): Promise<void> {
  const truncated = async (metadata: {
    maxCount?: number
    truncateBefore?: number
  }): Promise<unknown> => {
    await client.setStreamMetadata(named('read'), metadata, UNARY)
    return revisions(client, 'read')
  }
  const two = (a: string, b: string) => [event(a), event(b)]
  await step('truncate: $maxCount 3', () => truncated({ maxCount: 3 }))
  await step('truncate: append after it', () => append(client, 'read', event('r10'), 9n))
  await step('truncate: $tb 100', () => truncated({ truncateBefore: 100 }))
  await step('truncate: backwards', () =>
    revisions(client, 'read', { direction: BACKWARDS, fromRevision: END }),
  )
  await step('truncate: undone', () => truncated({}))
  await step('delete: soft', async () => {
    await append(client, 'soft', two('d0', 'd1'), NO_STREAM)
    return client.deleteStream(named('soft'), { expectedRevision: 1n })
  })
  await step('delete: soft, read', () => revisions(client, 'soft'))
  await step('delete: soft, NO_STREAM append', () => append(client, 'soft', event('d2'), NO_STREAM))
  // A real server may still say for a moment that there is no such stream.
  await step('delete: soft, read after the append', () =>
    eventually(() => revisions(client, 'soft').catch(() => false as const)),
  )
  await step('delete: soft, metadata says', async () => {
    return (await client.getStreamMetadata(named('soft'))).metadata
  })
  await step('delete: tombstone', async () => {
    await append(client, 'hard', two('h0', 'h1'), NO_STREAM)
    return client.tombstoneStream(named('hard'), { expectedRevision: 1n })
  })
  await step('delete: tombstone, read', () => revisions(client, 'hard'))
  await step('delete: tombstone, append', () => append(client, 'hard', event('h2'), ANY))
  await step('delete: tombstone, append, unary', () =>
    append(client, 'hard', event('h2'), ANY, UNARY),
  )
  await step('delete: wrong revision', async () => {
    await append(client, 'keep', event('k0'), NO_STREAM)
    return client.deleteStream(named('keep'), { expectedRevision: 5n })
  })
  await step('system: append to $-stream without a right', () =>
    client.appendToStream(`$observed-${RUN}`, event('sys'), { expectedRevision: NO_STREAM }),
  )
}

const RUN = `o${process.pid.toString(36)}${Date.now().toString(36)}`

function named(stream: string): string {
  return `${RUN}-${stream}`
}

function uuid(name: string): string {
  const hex = hash('sha256', RUN + name)
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-8$3-8$4-$5')
}

function bytes(length: number, seed = 7): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * seed) & 255)
}

function event(id: string, length = 16, seed = 7) {
  return binaryEvent({ id: uuid(id), type: 'observed', data: bytes(length, seed) })
}

function append(
  client: Client,
  stream: string,
  events: EventData | EventData[],
  expectedRevision: AppendExpectedRevision,
  options: Options = {},
) {
  return client.appendToStream(named(stream), events, { expectedRevision, ...options })
}

async function read(client: Client, stream: string, options: object = {}) {
  const found = []
  for await (const { event: one } of client.readStream(named(stream), { maxCount: 50, ...options }))
    found.push(one!)
  return found
}

async function revisions(client: Client, stream: string, options?: object): Promise<number[]> {
  return (await read(client, stream, options)).map(({ revision }) => Number(revision))
}

async function seen(
  subscription: StreamSubscription | AllStreamSubscription,
  count: number,
): Promise<number[]> {
  const found: number[] = []
  subscription.on('error', () => undefined)
  for await (const { event: one } of subscription) {
    if (one !== undefined) found.push(Number(one.revision))
    if (found.length === count) break
  }
  await subscription.unsubscribe()
  return found
}

function failureOf(error: unknown): unknown {
  const { type, code, expectedVersion, actualVersion, streamName } = error as Record<
    string,
    unknown
  >
  const name = (error as Error).constructor.name
  return comparable({
    error: name,
    type,
    code,
    expected: expectedVersion,
    actual: actualVersion,
    stream: streamName,
  })
}

function comparable(value: unknown): unknown {
  const text = JSON.stringify(value, (key, v: unknown) => {
    if (key === 'position' || key === 'commitPosition') return v === undefined ? v : 'pos'
    return typeof v === 'bigint' ? `${v}n` : v
  })
  return JSON.parse(text.replaceAll(`${RUN}-`, ''))
}
