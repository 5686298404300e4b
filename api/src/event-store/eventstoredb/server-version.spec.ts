import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
})
afterEach(() => double.kill())

test.each([
  ['20.10.5', '20.10.5'],
  ['22.6.0', '22.6.0'],
  ['a server that cannot be asked', undefined],
  ['what is no version', 'nightly'],
])('an older server is refused, and nothing is written to it: %s', async (_, version) => {
  double.version = version
  await expect(openEventStoreDbStore({ url: double.url })).rejects.toMatchObject({
    code: 'STORE_VERSION_UNSUPPORTED',
    message: expect.stringContaining('expected 22.10 or later') as string,
  })
  expect(double.log.all).toEqual([])
})

test.each(['22.10.0', '23.10.6.0', '24.2.0', '25.0.1'])('%s is opened', async (version) => {
  double.version = version
  await (await openEventStoreDbStore({ url: double.url })).close()
})
