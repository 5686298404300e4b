import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithProgram } from '../../../../ledger/test/external.js'
import { NOW, PAST, StoreCertificates } from '../../../../test/acceptance/store-certificates.ts'
import { event, newStream, text } from '../../../test/event-store/kit.js'
import { GuardedDouble, type DoubleTls } from '../../../test/eventstoredb-double/guarded-double.js'
import { eventually } from '../../../test/eventually.js'
import { runDevelopmentLedger } from '../../development/development-ledger.js'
import type { RunningLedger } from '../../ledger-folder/run-ledger.js'
import { TokenClock } from '../../time-stamping/token-clock.js'
import { START } from '../event-store.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

/** Milliseconds in which a busy machine gets there. */
const PATIENCE = 60_000
/** No call is given up because the machine is busy, and below no connection: another would be made. */
const limits = { patience: 1, appendLimit: PATIENCE, readLimit: PATIENCE }
const credentials = { username: 'ledger', password: 'of the writer' }

describeWithProgram('openssl', 'a server with TLS that is reached by what runs already', () => {
  let folder: string
  let server: GuardedDouble

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-access-lost-'))
    const certificates = new StoreCertificates(folder)
    for (const ca of ['ours', 'next']) certificates.makeAuthority(ca)
    certificates.make('valid', 'ours', 'localhost', NOW)
    certificates.make('expired', 'ours', 'localhost', PAST)
    certificates.make('of-next', 'next', 'localhost', NOW)
  })
  afterAll(() => rm(folder, { recursive: true }))
  beforeEach(async () => {
    await trust('ours')
    server = await GuardedDouble.start(tlsOf('valid'))
    setPassword(credentials.password)
    server.double.log.append('$$$all', 'any', [letRead])
  })
  afterEach(() => server.close())

  const file = (name: string) => join(folder, name)
  const tlsOf = (name: string): DoubleTls => ({
    ca: file('trusted.crt'),
    key: file(`${name}.key`),
    certificate: file(`${name}.crt`),
  })
  const address = () => `${server.url}&keepAliveInterval=-1`
  /** What the address names as its CA is from now on this one. */
  const trust = (ca: string) => copyFile(file(`${ca}.crt`), file('trusted.crt'))
  const setPassword = (password: string) =>
    server.double.access.users.set(credentials.username, password)
  const letRead = {
    ...event('x'),
    type: '$metadata',
    contentType: 'application/json',
    custom: new Uint8Array(),
    data: Buffer.from(JSON.stringify({ $acl: { $r: ['$admins', credentials.username] } })),
  }

  describe('a store', () => {
    let store: EventStoreDbStore
    const stream = newStream()

    beforeEach(async () => {
      store = await openEventStoreDbStore({ url: address(), credentials, ...limits })
    })
    afterEach(() => store.close())

    const failure = (ask: () => Promise<unknown>, reason: string): Promise<unknown> =>
      eventually(async () => {
        const failed = await ask().catch((error: unknown) => error)
        return String(failed).includes(reason) && failed
      }, PATIENCE)
    /** Resolves when appends and reads fail for this reason; nothing is stored. */
    const failsFor = async (revision: number, reason: string): Promise<void> => {
      const stored = server.double.log.all.length
      const append = () => store.append(stream, revision, [event('x')])
      for (const ask of [append, () => store.readHead(stream)]) {
        expect(await failure(ask, reason)).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      }
      expect(server.double.log.all).toHaveLength(stored)
    }
    /** Resolves when it is stored. */
    const appends = (revision: number, value: string): Promise<unknown> => {
      const last = [event(value)]
      const isStored = () =>
        store.append(stream, revision, last).then(
          () => true,
          () => false,
        )
      return eventually(isStored, PATIENCE)
    }

    test('its certificate expires: what is connected goes on; then nothing is sent, with the reason; renewed, appends go on', async () => {
      await store.append(stream, -1, [event('a')])
      server.show(tlsOf('expired'))
      await store.append(stream, 0, [event('b')])
      expect((await store.readStream(stream, 0, 9)).map(text)).toEqual(['a', 'b'])
      server.drop()
      await failsFor(1, 'certificate has expired')
      server.show(tlsOf('valid'))
      await appends(1, 'c')
    })

    test('its CA is replaced: nothing is sent until the file in tlsCAFile is; that is read again, also after it was missing', async () => {
      await store.append(stream, -1, [event('a')])
      server.show(tlsOf('of-next'))
      server.drop()
      await failsFor(0, 'unable to verify the first certificate')
      await rm(file('trusted.crt'))
      await failsFor(0, 'Failed to load certificate file')
      await trust('next')
      await appends(0, 'b')
    })

    test('a subscription ends with the reason, and another goes on once the certificate is renewed', async () => {
      const follow = () => {
        const seen: string[] = []
        const ended = Promise.withResolvers<unknown>()
        const subscription = store
          .subscribe(START, async (page) => void seen.push(...page.map(text)))
          .subscribe({ error: ended.resolve })
        return { seen, subscription, ended: ended.promise }
      }
      const { seen, ended } = follow()
      await store.append(stream, -1, [event('a')])
      await eventually(() => seen.length === 1, PATIENCE)
      server.show(tlsOf('expired'))
      server.drop()
      expect(await ended).toMatchObject({
        code: 'STORE_UNTRUSTED',
        message: expect.stringMatching(
          /^EventStoreDB at localhost:\d+: its certificate has expired$/,
        ) as string,
      })
      server.show(tlsOf('valid'))
      const again = follow()
      await appends(0, 'b')
      await eventually(() => again.seen.length === 2, PATIENCE)
      expect(again.seen).toEqual(['a', 'b'])
      again.subscription.unsubscribe()
    })
  })

  describe('a ledger', () => {
    let ledger: RunningLedger

    beforeEach(async () => {
      ledger = await runDevelopmentLedger(await mkdtemp(join(folder, 'data-')), {
        clock: new TokenClock(),
        mayFound: true,
        eventStoreDb: { url: address(), credentials, ...limits },
      })
      await ledger.settle()
    })
    afterEach(() => ledger.close())

    const stored = () => server.double.log.all.length
    /** Resolves with the one alarm. */
    const alarmed = async () => {
      const alarms = await eventually(() => ledger.alarms().length > 0 && ledger.alarms(), PATIENCE)
      expect(alarms).toHaveLength(1)
      return alarms[0]!
    }

    test('that is idle: the certificate expires, it records on over what is connected; an alarm that says so, nothing stored; renewed, the alarm ends and it seals on', async () => {
      server.show(tlsOf('expired'))
      await ledger.renewAnchor()
      await ledger.settle()
      expect(ledger.alarms()).toEqual([])
      const before = stored()
      server.drop()
      expect(await alarmed()).toMatchObject({
        code: 'SEALING_STOPPED',
        message: expect.stringMatching(/localhost:\d+: its certificate has expired$/) as string,
      })
      await expect(ledger.renewAnchor()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(stored()).toBe(before)
      server.show(tlsOf('valid'))
      await eventually(() => ledger.alarms().length === 0, PATIENCE)
      await ledger.renewAnchor()
      expect(stored()).toBeGreaterThan(before)
    })

    test('its password is changed: an alarm that says so, nothing stored; set back, the alarm ends and it seals on', async () => {
      setPassword('changed')
      const before = stored()
      const alarm = await alarmed()
      expect(alarm).toMatchObject({
        code: 'SEALING_STOPPED',
        message: expect.stringContaining('the credentials are wrong or lack a right') as string,
      })
      expect(alarm.message).not.toContain(credentials.password)
      await expect(ledger.renewAnchor()).rejects.toMatchObject({ code: 'STORE_DENIED' })
      expect(stored()).toBe(before)
      setPassword(credentials.password)
      await eventually(() => ledger.alarms().length === 0, PATIENCE)
      await ledger.renewAnchor()
      expect(stored()).toBeGreaterThan(before)
    })
  })
})
