import { EventStoreDBClient } from '@eventstore/db-client'
import { EventStoreDbDouble } from './eventstoredb-double.js'

let double: EventStoreDbDouble
let client: EventStoreDBClient

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  client = EventStoreDBClient.connectionString(double.url)
  for (let i = 0; i < 3; i++) write()
})
afterEach(async () => {
  await client.dispose()
  double.kill()
})

function write(): void {
  const event = { type: 'Happened', contentType: 'application/octet-stream' }
  const bytes = { data: new Uint8Array(1), custom: new Uint8Array() }
  double.log.append('s-1', 'any', [{ ...event, ...bytes, id: crypto.randomUUID() }])
}

async function revisions(): Promise<number[]> {
  const found: number[] = []
  for await (const { event } of client.readStream('s-1')) found.push(Number(event!.revision))
  return found
}

test('$maxAge hides from reads of a stream what is older, revisions go on, and undone it is back', async () => {
  const later = Date.now() + 3_600_000
  double.log.now = () => later
  await client.setStreamMetadata('s-1', { maxAge: 60 })
  expect(await revisions()).toEqual([])
  write()
  expect(await revisions()).toEqual([3])
  await client.setStreamMetadata('s-1', {})
  expect(await revisions()).toEqual([0, 1, 2, 3])
})

test('a tombstone stands in the log at the last revision there can be, and no metadata tells of it', async () => {
  await client.tombstoneStream('s-1')
  const told: string[] = []
  for await (const { event } of client.readAll()) {
    told.push(`${event!.streamId}@${event!.revision} ${event!.type}`)
  }
  expect(told.slice(3)).toEqual(['s-1@9223372036854775807 $streamDeleted'])
})
