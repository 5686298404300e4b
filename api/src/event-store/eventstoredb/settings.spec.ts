import { fileURLToPath } from 'node:url'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

test.each([
  ['another scheme', 'http://127.0.0.1:2113'],
  ['no host', 'esdb://?tls=false'],
  ['credentials in it', 'esdb://ledger:geheim@127.0.0.1:2113?tls=false'],
  ['a password with an @', 'esdb://ledger:ge@heim@127.0.0.1:2113'],
  ['a reserved parameter', 'esdb://127.0.0.1:2113?tls=false&throwOnAppendFailure=false'],
  ['a reserved parameter as the client also reads it', 'esdb://h:1?throw-on_append-failure=false'],
  ['an IP address and TLS', 'esdb://localhost:2113,127.0.0.1:2114?tls=true'],
  ['an IP address and no word of TLS', 'esdb://[::1]:2113'],
  ['a CA file that is not there', 'esdb://localhost:2113?tls=true&tlsCAFile=/nowhere/ca.crt'],
])('T-24 an address with %s is refused, and what is told does not repeat it', async (_, url) => {
  const failure = await openEventStoreDbStore({ url }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'STORE_SETTINGS_INVALID' })
  expect(String(failure)).not.toMatch(/geheim|ge@heim/)
})

test.each(['userCertFile', 'user-key-file'])(
  'T-24 an address with a client certificate (%s), under which the caller would be nobody, is refused and says how to come',
  async (name) => {
    const file = fileURLToPath(import.meta.url)
    const url = `esdb://localhost:2113?tls=true&${name}=${file}`
    await expect(openEventStoreDbStore({ url })).rejects.toMatchObject({
      code: 'STORE_SETTINGS_INVALID',
      message: expect.stringMatching(
        /identify nobody here: give user name and password$/,
      ) as string,
    })
  },
)

test('nobody listens there: unavailable, with what the client says', async () => {
  const double = await EventStoreDbDouble.start()
  double.kill()
  await expect(openEventStoreDbStore({ url: double.url })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
})
