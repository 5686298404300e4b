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
})
afterEach(() => double.kill())

const credentials = { username: 'ledger', password: 'x' }
const refusal = { kind: 'error', error: accessDenied() } as const

test('T-04 a server without access control is told of, and nothing is tried on it', async () => {
  expect(await excessRights(double)).toEqual(['anybody may read $all'])
  expect(await excessRights({ url: double.url, credentials })).toEqual(['anybody may read $all'])
  expect(double.log.all).toEqual([])
})

test('T-04 what a writer may do beyond appending is found, and leaves nothing that a reader is handed', async () => {
  double.faults.nextRead('end', refusal)
  expect(await excessRights({ url: double.url, credentials })).toEqual([
    'the writer may write metadata',
    'the writer may delete streams',
  ])
  expect(double.log.all.every(({ stream, type }) => /^[$]/.test(stream) && /^[$]/.test(type))).toBe(
    true,
  )
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
  ])
})
