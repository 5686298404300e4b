import { event } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import {
  accessDenied,
  notReady,
  unavailable,
} from '../../../test/eventstoredb-double/grpc-error.js'
import { excessRights } from './access.js'

let double: EventStoreDbDouble

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  setDefaultAcl(closed)
})
afterEach(() => double.kill())

const credentials = { username: 'ledger', password: 'x' }
const closed = { $r: 'ledger', $w: 'ledger', $d: [], $mr: 'ledger', $mw: [] }

function setDefaultAcl($userStreamAcl: object, $systemStreamAcl?: object): void {
  const data = Buffer.from(JSON.stringify({ $userStreamAcl, $systemStreamAcl }))
  const contentType = 'application/json'
  const type = 'update-default-acl'
  const { id } = event('x')
  double.log.append('$settings', 'any', [{ id, type, data, contentType, custom: new Uint8Array() }])
}
const refusal = { kind: 'error', error: accessDenied() } as const

test('T-04 a server without access control is told of, and nothing is tried on it', async () => {
  expect(await excessRights(double)).toEqual(['anybody may read $all'])
  expect(await excessRights({ url: double.url, credentials })).toEqual(['anybody may read $all'])
  expect(double.log.all).toHaveLength(1)
})

test('T-04 what a writer may do beyond appending is found, and leaves nothing that a reader is handed', async () => {
  double.faults.nextRead('end', refusal)
  expect(await excessRights({ url: double.url, credentials })).toEqual([
    'the writer may write metadata',
    'the writer may delete streams',
    'the writer may scavenge',
  ])
  expect(
    double.log.all.slice(1).every(({ stream, type }) => /^[$]/.test(stream) && /^[$]/.test(type)),
  ).toBe(true)
})

test.each([
  ['others may append', { ...closed, $w: ['ledger', 'other'] }],
  ['all may append', { ...closed, $w: '$all' }],
  ['others may delete', { ...closed, $d: 'other' }],
  ['others may write metadata', { ...closed, $mw: ['$admins', 'other'] }],
  ['it says nothing of who deletes', { $w: 'ledger', $mw: [] }],
  ['it says nothing that can be read', { $w: 7, $d: null, $mw: {} }],
])('T-04 a default ACL under which %s is found', async (_, acl) => {
  setDefaultAcl(acl)
  double.faults.nextRead('end', refusal)
  double.faults.nextMetadata({ kind: 'not-stored', error: accessDenied() })
  expect(await excessRights({ url: double.url, credentials })).toEqual([
    'others may append, delete or write metadata',
    'the writer may delete streams',
    'the writer may scavenge',
  ])
})

test.each([
  ['append to', { $w: ['$admins', 'ledger'] }],
  ['delete', { $d: '$all' }],
  ['write metadata of', { $mw: 'other' }],
])(
  "T-04 a default ACL under which others may %s the server's own streams, where the rights stand, is found",
  async (_, system) => {
    setDefaultAcl(closed, system)
    double.faults.nextRead('end', refusal)
    double.faults.nextMetadata({ kind: 'not-stored', error: accessDenied() })
    expect(await excessRights({ url: double.url, credentials })).toContain(
      'others may append, delete or write metadata',
    )
  },
)

test('T-04 a default ACL that the writer may not see is none', async () => {
  double.faults.nextRead('end', refusal)
  double.faults.nextRead('stream', refusal)
  double.faults.nextMetadata({ kind: 'not-stored', error: accessDenied() })
  expect(await excessRights({ url: double.url, credentials })).toContain(
    'others may append, delete or write metadata',
  )
})

test('a writer who may not read is denied, not found to have no right too many', async () => {
  double.faults.nextRead('end', refusal, refusal)
  await expect(excessRights({ url: double.url, credentials })).rejects.toMatchObject({
    code: 'STORE_DENIED',
  })
})

test('what a node that does not lead says of rights is no answer', async () => {
  double.standing.leader = '127.0.0.1:1'
  await expect(excessRights({ url: double.url, credentials })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

test('a server that goes away meanwhile is no answer', async () => {
  double.faults.nextRead('end', { kind: 'error', error: unavailable() })
  await expect(excessRights({ url: double.url, credentials })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

test.each([
  ['away', { kind: 'not-stored', error: unavailable() } as const],
  ['not ready', { kind: 'not-stored', error: notReady() } as const],
])('a server that is %s when metadata is tried is no answer either', async (_, fault) => {
  double.faults.nextRead('end', refusal)
  double.faults.nextMetadata(fault)
  await expect(excessRights({ url: double.url, credentials })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

test('T-04 metadata that is refused to the writer is no excess right', async () => {
  double.faults.nextRead('end', refusal)
  double.faults.nextMetadata({ kind: 'not-stored', error: accessDenied() })
  expect(await excessRights({ url: double.url, credentials })).toEqual([
    'the writer may delete streams',
    'the writer may scavenge',
  ])
})
