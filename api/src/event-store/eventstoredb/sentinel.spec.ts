import { event, newStream } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { accessDenied } from '../../../test/eventstoredb-double/grpc-error.js'
import { eventually } from '../../../test/eventually.js'
import { START } from '../event-store.js'
import type { Interference } from '../interference.js'
import { excessRights } from './access.js'
import { aclFor } from './default-acl.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore
let told: (readonly Interference[])[]
let wake: () => void
const stream = newStream()

const credentials = { username: 'ledger', password: 'x' }

async function open(): Promise<void> {
  store = await openEventStoreDbStore({ url: double.url, credentials })
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

test('a scavenge and rights that give nobody more than to read are told and threaten nothing by themselves', async () => {
  system('$scavenges-1', '$scavengeStarted', {})
  system('$settings', 'update-default-acl', aclFor('ledger'))
  system('$$$all', '$metadata', { $acl: { $r: 'everybody' } })
  const found = await standing(3)
  expect(found.map(({ kind, isThreat }) => [kind, isThreat])).toEqual([
    ['access', false],
    ['access', false],
    ['scavenge', false],
  ])
})

const OPEN = { ...aclFor('ledger'), $userStreamAcl: { $w: '$all', $d: [], $mw: [] } }
const opened = ['append to', 'delete', 'write metadata of']
const given = (
  [
    ['$w', opened[0]],
    ['$d', opened[1]],
    ['$mw', opened[2]],
  ] as const
).flatMap(([right, what]) => [
  [what, `$$${stream}`, stream, { $acl: { [right]: ['ledger', 'other'] } }] as const,
  [what, '$$$settings', '$settings', { $acl: { [right]: 'other' } }] as const,
  [what, '$$$user-admin', '$user-admin', { $acl: { [right]: '$all' } }] as const,
])

test.each(given)(
  'T-04 rights that let others %s a stream (%s) are a threat to %s, live and at the start, until they are taken away',
  async (_, at, about, metadata) => {
    system(at, '$metadata', metadata)
    const threat = { kind: 'access', stream: about, isThreat: true }
    expect(await standing(1)).toMatchObject([threat])
    await store.close()
    await open()
    const [found] = await standing(1)
    expect(found).toMatchObject(threat)
    expect(found!.message).toContain(about)
    expect(found!.message).toContain('take them away')
    system(at, '$metadata', {})
    expect(await standing(0)).toEqual([])
  },
)

test('T-04 default rights that are opened are a threat until they are closed again', async () => {
  system('$settings', 'update-default-acl', OPEN)
  const [found] = await standing(1)
  expect(found).toMatchObject({ kind: 'access', stream: null, isThreat: true })
  expect(found!.message).toContain('store prepare')
  system('$settings', 'update-default-acl', aclFor('ledger'))
  await eventually(() => told.at(-1)?.every(({ isThreat }) => !isThreat))
})

test.each([
  ['the writer and administrators keep what they had', { $w: ['ledger', '$admins'], $d: [] }],
  ['others may read', { $r: '$all', $mr: '$all' }],
  ['nothing is said of it', null],
])('rights on a stream under which %s threaten nothing', async (_, $acl) => {
  system(`$$${stream}`, '$metadata', { $acl })
  system('$scavenges-1', '$scavengeStarted', {})
  const found = await standing($acl === null ? 1 : 2)
  expect(found.filter(({ isThreat }) => isThreat)).toEqual([])
})

test('without access control on the server no right is a threat: there is none to give', async () => {
  await store.close()
  store = await openEventStoreDbStore(double)
  const seen: Interference[] = []
  store.interference$.subscribe((found) => seen.push(...found))
  store.subscribe(START, async () => undefined).subscribe()
  system('$settings', 'update-default-acl', OPEN)
  system(`$$${stream}`, '$metadata', { $acl: { $w: '$all' } })
  await eventually(() => seen.some((each) => each.stream === null && seen.length > 1))
  expect(seen.filter(({ isThreat }) => isThreat)).toEqual([])
})

test('T-04 what was done while nobody looked is found at the start: cuts, scavenges, changed rights', async () => {
  await store.close()
  system(`$$${stream}`, '$metadata', { $maxCount: 1 })
  system('$scavenges-1', '$scavengeStarted', {})
  system('$settings', 'update-default-acl', aclFor('ledger'))
  await open()
  expect((await standing(3)).map(({ kind }) => kind)).toEqual(['truncation', 'access', 'scavenge'])
})

test('rights that were set up before the ledger began are not told, nor what was open until then', async () => {
  await store.close()
  double.kill()
  double = await EventStoreDbDouble.start()
  system('$settings', 'update-default-acl', OPEN)
  system('$settings', 'update-default-acl', aclFor('ledger'))
  system('$$$all', '$metadata', { $acl: { $r: 'ledger' } })
  await open()
  await store.append(stream, -1, [event('a')])
  system('$scavenges-1', '$scavengeStarted', {})
  expect((await standing(1)).map(({ kind }) => kind)).toEqual(['scavenge'])
  expect(told.flat().filter(({ isThreat }) => isThreat)).toEqual([])
})

test('T-04 rights that were open before the ledger began, and are, are a threat once it begins', async () => {
  await store.close()
  double.kill()
  double = await EventStoreDbDouble.start()
  system('$settings', 'update-default-acl', OPEN)
  await open()
  await store.append(stream, -1, [event('a')])
  expect(await standing(1)).toMatchObject([{ kind: 'access', isThreat: true }])
})

test('T-04 what trying the rights left behind is no interference', async () => {
  double.faults.nextRead('end', { kind: 'error', error: accessDenied() })
  expect(await excessRights({ url: double.url, credentials })).not.toEqual([])
  system('$scavenges-1', '$scavengeStarted', {})
  expect((await standing(1)).map(({ kind }) => kind)).toEqual(['scavenge'])
})
