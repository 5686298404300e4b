import { event, newStream } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { accessDenied } from '../../../test/eventstoredb-double/grpc-error.js'
import { START } from '../event-store.js'
import type { Interference } from '../interference.js'
import { excessRights } from './access.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore
let told: (readonly Interference[])[]
let wake: () => void
const stream = newStream()

async function open(): Promise<void> {
  store = await openEventStoreDbStore(double)
  told = []
  wake = () => undefined
  store.interference$.subscribe((found) => {
    told.push(found)
    wake()
  })
  store.subscribe(START, async () => undefined).subscribe()
}

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  await open()
  await store.append(stream, -1, [event('a'), event('b')])
})
afterEach(async () => {
  await store.close()
  double.kill()
})

/** Resolves with what stands once it has so many members. */
async function standing(count: number): Promise<readonly Interference[]> {
  while (told.at(-1)?.length !== count) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  return told.at(-1)!
}

function system(name: string, type: string, data: object): void {
  double.log.append(name, 'any', [
    {
      ...event('x'),
      type,
      contentType: 'application/json',
      custom: new Uint8Array(),
      data: Buffer.from(JSON.stringify(data)),
    },
  ])
}

test.each([{ $tb: 1 }, { $maxCount: 1 }, { $maxAge: 60 }])(
  'T-04 metadata %j that cuts a stream is noticed live, named with its stream, and forgotten once undone',
  async (metadata) => {
    system(`$$${stream}`, '$metadata', metadata)
    const [found] = await standing(1)
    expect(found).toMatchObject({ kind: 'truncation', stream, isThreat: true })
    expect(found!.message).toContain(stream)
    system(`$$${stream}`, '$metadata', {})
    expect(await standing(0)).toEqual([])
  },
)

test('T-04 a soft deletion and a tombstone, which no metadata tells of, are noticed', async () => {
  double.log.softDelete(stream, 'any')
  expect(await standing(1)).toMatchObject([{ kind: 'deletion', stream, isThreat: true }])
  const other = newStream()
  await store.append(other, -1, [event('c')])
  double.log.tombstone(other, 'any')
  expect(await standing(2)).toMatchObject([
    { kind: 'deletion', stream },
    { kind: 'deletion', stream: other, isThreat: true },
  ])
})

test('a scavenge and changed rights are told and threaten nothing by themselves', async () => {
  system('$scavenges-1', '$scavengeStarted', {})
  system('$settings', 'update-default-acl', {})
  system('$$$all', '$metadata', { $acl: { $r: 'everybody' } })
  const found = await standing(3)
  expect(found.map(({ kind, isThreat }) => [kind, isThreat])).toEqual([
    ['scavenge', false],
    ['access', false],
    ['access', false],
  ])
})

test('T-04 what was done while nobody looked is found at the start: cuts, scavenges, changed rights', async () => {
  await store.close()
  system(`$$${stream}`, '$metadata', { $maxCount: 1 })
  system('$scavenges-1', '$scavengeStarted', {})
  system('$settings', 'update-default-acl', {})
  await open()
  expect((await standing(3)).map(({ kind }) => kind)).toEqual(['truncation', 'scavenge', 'access'])
})

test('rights that were set up before the ledger began are not told', async () => {
  await store.close()
  double.kill()
  double = await EventStoreDbDouble.start()
  system('$settings', 'update-default-acl', {})
  system('$$$all', '$metadata', { $acl: { $r: 'ledger' } })
  await open()
  await store.append(stream, -1, [event('a')])
  system('$scavenges-1', '$scavengeStarted', {})
  expect((await standing(1)).map(({ kind }) => kind)).toEqual(['scavenge'])
})

test('T-04 what trying the rights left behind is no interference', async () => {
  double.faults.nextRead('end', { kind: 'error', error: accessDenied() })
  const credentials = { username: 'ledger', password: 'x' }
  expect(await excessRights({ url: double.url, credentials })).not.toEqual([])
  system('$scavenges-1', '$scavengeStarted', {})
  expect((await standing(1)).map(({ kind }) => kind)).toEqual(['scavenge'])
})
