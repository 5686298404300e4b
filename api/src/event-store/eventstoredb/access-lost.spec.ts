import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithProgram } from '../../../../ledger/test/external.js'
import { NOW, PAST, StoreCertificates } from '../../../../test/acceptance/store-certificates.ts'
import { event, newStream, text } from '../../../test/event-store/kit.js'
import { EventLog } from '../../../test/eventstoredb-double/event-log.js'
import {
  EventStoreDbDouble,
  type DoubleTls,
} from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { eventually } from '../../../test/eventually.js'
import { runDevelopmentLedger } from '../../development/development-ledger.js'
import { TokenClock } from '../../time-stamping/token-clock.js'
import { START } from '../event-store.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'

/** Milliseconds in which a busy machine gets there. */
const PATIENCE = 60_000
const credentials = { username: 'ledger', password: 'of the writer' }

describeWithProgram('openssl', 'a ledger that runs loses its way to a server with TLS', () => {
  let folder: string
  let double: EventStoreDbDouble

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-access-lost-'))
    const certificates = new StoreCertificates(folder)
    certificates.makeAuthority('ours')
    certificates.make('valid', 'ours', 'localhost', NOW)
    certificates.make('expired', 'ours', 'localhost', PAST)
  })
  afterAll(() => rm(folder, { recursive: true }))
  beforeEach(async () => {
    double = await EventStoreDbDouble.start(new EventLog(), tlsOf('valid'))
    double.access.enable()
    setPassword(credentials.password)
    double.log.append('$$$all', 'any', [letRead])
  })
  afterEach(() => double.kill())

  const tlsOf = (name: string): DoubleTls => {
    const [ca, key, certificate] = ['ours.crt', `${name}.key`, `${name}.crt`].map((file) =>
      join(folder, file),
    )
    return { ca: ca!, key: key!, certificate: certificate! }
  }
  const setPassword = (password: string) => double.access.users.set(credentials.username, password)
  const letRead = {
    ...event('x'),
    type: '$metadata',
    contentType: 'application/json',
    custom: new Uint8Array(),
    data: Buffer.from(JSON.stringify({ $acl: { $r: ['$admins', credentials.username] } })),
  }
  /** Stops the server, and starts it with another certificate. */
  const comeBackWith = async (name: string) => {
    double.kill()
    double.tls = tlsOf(name)
    await double.listen()
  }

  test('its certificate expires: nothing was sent, with the reason; renewed, appends and subscriptions go on', async () => {
    const { url } = double
    const store = await openEventStoreDbStore({ url, credentials, patience: 1 })
    const seen: string[] = []
    const subscription = store
      .subscribe(START, async (page) => void seen.push(...page.map(text)))
      .subscribe()
    const stream = newStream()
    await store.append(stream, -1, [event('a')])
    await comeBackWith('expired')
    const failed = await eventually(async () => {
      const failure = await store.append(stream, 0, [event('x')]).catch((error: unknown) => error)
      return String(failure).includes('certificate has expired') && failure
    }, PATIENCE)
    expect(failed).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(store.readHead(stream)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('certificate has expired') as string,
    })
    await comeBackWith('valid')
    const last = [event('b')]
    const isStored = () =>
      store.append(stream, 0, last).then(
        () => true,
        () => false,
      )
    await eventually(isStored, PATIENCE)
    await eventually(() => seen.length === 2, PATIENCE)
    expect(seen).toEqual(['a', 'b'])
    subscription.unsubscribe()
    await store.close()
  })

  test('its password is changed: an alarm that says so, nothing stored; set back, the alarm ends and it seals on', async () => {
    const path = join(folder, 'data')
    const { url } = double
    const eventStoreDb = { url, credentials }
    const ledger = await runDevelopmentLedger(path, {
      clock: new TokenClock(),
      mayFound: true,
      eventStoreDb,
    })
    await ledger.settle()
    setPassword('changed')
    const stored = double.log.all.length
    const [alarm] = await eventually(() => ledger.alarms().length > 0 && ledger.alarms(), PATIENCE)
    expect(alarm).toMatchObject({
      code: 'SEALING_STOPPED',
      message: expect.stringContaining('the credentials are wrong or lack a right') as string,
    })
    expect(alarm!.message).not.toContain(credentials.password)
    await expect(ledger.renewAnchor()).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect(double.log.all).toHaveLength(stored)
    setPassword(credentials.password)
    await eventually(() => ledger.alarms().length === 0, PATIENCE)
    await ledger.renewAnchor()
    expect(double.log.all.length).toBeGreaterThan(stored)
    await ledger.close()
  })
})
