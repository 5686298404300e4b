import { EventStoreDBClient } from '@eventstore/db-client'
import { EventStoreDbDouble } from './eventstoredb-double.js'
import type { ReadFault } from './faults.js'
import { slowConsumer, unavailable } from './grpc-error.js'

let double: EventStoreDbDouble
let client: EventStoreDBClient

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  client = EventStoreDBClient.connectionString(double.url)
  const event = { type: 'Happened', contentType: 'application/octet-stream' }
  const bytes = { data: new Uint8Array(1), custom: new Uint8Array() }
  for (let i = 0; i < 3; i++) {
    double.log.append('s-1', i - 1, [{ ...event, ...bytes, id: crypto.randomUUID() }])
  }
})
afterEach(async () => {
  await client.dispose()
  double.kill()
})

// What the adapter is spared by opening none.
test.each<[string, ReadFault, number, RegExp]>([
  ['dropped', { kind: 'broken', after: 1, error: unavailable() }, 1, /dropped/],
  ['given up as too slow', { kind: 'broken', after: 2, error: slowConsumer() }, 2, /too slow/],
  ['refused', { kind: 'error', error: unavailable() }, 0, /dropped/],
])(
  'a subscription that is %s ends with an error after what was sent',
  async (_, fault, sent, reason) => {
    double.faults.nextRead('subscription', fault)
    const revisions: bigint[] = []
    const subscription = client.subscribeToStream('s-1')
    const failure = await (async () => {
      for await (const { event } of subscription) revisions.push(event!.revision)
    })().catch((error: unknown) => error)
    expect(revisions).toEqual([0n, 1n, 2n].slice(0, sent))
    expect(String(failure)).toMatch(reason)
  },
)
