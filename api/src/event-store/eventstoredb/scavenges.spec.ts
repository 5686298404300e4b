import { event, events, newStream } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { eventually } from '../../../test/eventually.js'
import { START } from '../event-store.js'
import type { Interference } from '../interference.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore
let standing: readonly Interference[]
let stream: string
let read: number

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  await open()
  stream = newStream()
  await store.append(stream, -1, events(3))
})
afterEach(async () => {
  await store.close()
  double.kill()
})

async function open(): Promise<void> {
  store = await openEventStoreDbStore(double)
  standing = []
  read = 0
  store.interference$.subscribe((found) => (standing = found))
  store.subscribe(START, async (page) => void (read += page.length)).subscribe()
}

/** As at a start of the node. */
async function startAgain(): Promise<void> {
  await store.close()
  await open()
}

function system(name: string, type: string, data: object): void {
  const text = Buffer.from(JSON.stringify(data))
  const written = { ...event('x'), type, contentType: 'application/json', data: text }
  double.log.append(name, 'any', [{ ...written, custom: new Uint8Array() }])
}

const cut = (name = stream) => system(`$$${name}`, '$metadata', { $tb: 2 })
const undo = (name = stream) => system(`$$${name}`, '$metadata', {})
const begin = (nodeEndpoint = 'node-1:2113') =>
  system('$scavenges-1', '$scavengeStarted', { nodeEndpoint })
const end = (result = 'Success', nodeEndpoint = 'node-1:2113') =>
  system('$scavenges-1', '$scavengeCompleted', { nodeEndpoint, result })

/** What stands once all that was done has been read. */
async function found(): Promise<readonly Interference[]> {
  const mark = newStream()
  const before = read
  await store.append(mark, -1, [event('mark')])
  await eventually(() => read > before)
  return standing
}

/** Kinds and streams of what threatens. */
async function threats(): Promise<unknown[]> {
  const all = await found()
  return all.filter(({ isThreat }) => isThreat).map((each) => [each.kind, each.stream])
}

test('T-04 a stream that was cut when a scavenge ran stays a threat when it is undone, until a start has read everything', async () => {
  cut()
  begin()
  end()
  const [threat] = (await found()).filter(({ isThreat }) => isThreat)
  expect(threat).toMatchObject({ kind: 'truncation', stream })
  expect(threat!.message).toContain('A scavenge ran meanwhile')
  undo()
  const [, undone] = await found()
  expect(undone).toMatchObject({ kind: 'scavenge', stream, isThreat: true })
  expect(undone!.message).toContain('start each node again')
  await startAgain()
  expect(await threats()).toEqual([])
})

test('T-04 of a deleted stream the same', async () => {
  double.log.softDelete(stream, 'any')
  begin()
  end()
  undo()
  expect(await threats()).toEqual([['scavenge', stream]])
})

test.each([
  ['before it began', [cut, undo, begin, end], []],
  ['while it ran', [begin, cut, undo, end], ['scavenge']],
  ['after it had ended', [begin, end, cut, undo], []],
  ['when it began', [cut, begin, undo, end], ['scavenge']],
])(
  'T-04 a stream that was cut %s, and is no more: a threat if a scavenge saw it',
  async (_, acts, kinds) => {
    for (const act of acts) act()
    expect(await threats()).toEqual(kinds.map((kind) => [kind, stream]))
  },
)

test('T-04 a scavenge is told from its beginning, dated by its end, and names the streams that were cut meanwhile', async () => {
  const other = newStream()
  cut()
  begin()
  const [, begun] = await found()
  expect(begun).toMatchObject({ kind: 'scavenge', stream: null, isThreat: false, isUnderWay: true })
  expect(begun!.message).toContain(`a scavenge began on node-1:2113`)
  expect(begun!.message).toContain(`(${stream})`)
  cut(other)
  end()
  const at = double.log.all.at(-1)!.position
  const ended = (await found()).find(({ kind }) => kind === 'scavenge')
  expect(ended).toMatchObject({ kind: 'scavenge', stream: null, isThreat: false, at })
  expect(ended).not.toHaveProperty('isUnderWay')
  expect(ended!.message).toContain(`(${stream}, ${other})`)
})

test('T-04 a start in the middle of a scavenge has read what may be removed yet: the threat outlasts it', async () => {
  cut()
  begin()
  undo()
  await startAgain()
  expect(await found()).toMatchObject([
    { kind: 'scavenge', stream: null, isUnderWay: true },
    { kind: 'scavenge', stream, isThreat: true },
  ])
  end()
  expect(await threats()).toEqual([['scavenge', stream]])
  await startAgain()
  expect(await threats()).toEqual([])
})

test.each([
  ['one that was broken off', () => end('Interrupted'), 'node-1:2113'],
  ['another node’s', () => end(), 'node-2:2113'],
])(
  'T-04 a scavenge goes on with %s, by the metadata of that time: what was cut then is a threat again',
  async (_, endFirst, node) => {
    cut()
    begin()
    endFirst()
    undo()
    await startAgain()
    expect(await threats()).toEqual([])
    begin(node)
    expect(await threats()).toEqual([['scavenge', stream]])
    end('Success', node)
    await startAgain()
    begin(node)
    end('Success', node)
    expect(await threats()).toEqual([])
  },
)

test('what scavenges say is told the same whoever else reads the log, from wherever', async () => {
  cut()
  begin()
  end()
  undo()
  const before = await found()
  const position = double.log.all.at(-2)!.position
  const again: number[] = []
  for (const after of [START, position]) {
    store.subscribe(after, async (page) => void again.push(page.length)).subscribe()
  }
  await eventually(() => again.length > 1)
  expect(await found()).toEqual(before)
})

test('a scavenge from before the ledger is not told; of very many streams some are named, the rest is counted', async () => {
  await store.close()
  double.kill()
  double = await EventStoreDbDouble.start()
  begin()
  end()
  await open()
  expect(await found()).toEqual([])
  for (let i = 0; i < 25; i++) cut(newStream())
  begin()
  end()
  const scavenge = (await found()).find(({ kind }) => kind === 'scavenge')
  expect(scavenge!.message).toMatch(/\((?:[^,]+, ){19}[^,]+ and 5 more\)/)
})
