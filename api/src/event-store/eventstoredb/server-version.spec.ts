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

/** What is told of a server that is opened. */
async function toldOf(version: string): Promise<readonly string[]> {
  double.version = version
  const told: string[] = []
  const store = await openEventStoreDbStore({ url: double.url }, (untried) => told.push(untried))
  await store.close()
  return told
}

test.each(['22.10.0', '23.6.0', '23.10.6.0'])(
  '%s, up to the newest release that was tried, is opened without a word',
  async (version) => {
    expect(await toldOf(version)).toEqual([])
  },
)

test.each(['23.11.0', '24.2.0', '25.0.1', '100.1.0-nightly'])(
  '%s, newer than any that was tried, is opened and told with what was tried',
  async (version) => {
    const [told, ...more] = await toldOf(version)
    expect(told).toContain(`of version ${version}`)
    expect(told).toContain('22.10 and 23.10 were tried')
    expect(more).toEqual([])
  },
)

test('whoever does not ask for it is not told, and the server is opened', async () => {
  double.version = '25.0.1'
  await (await openEventStoreDbStore({ url: double.url })).close()
})
