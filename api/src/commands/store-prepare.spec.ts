import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithProgram } from '../../../ledger/test/external.js'
import { NOW, StoreCertificates } from '../../../test/acceptance/store-certificates.ts'
import { event, newStream } from '../../test/event-store/kit.js'
import { GuardedDouble } from '../../test/eventstoredb-double/guarded-double.js'
import { notReady, timedOut, unavailable } from '../../test/eventstoredb-double/grpc-error.js'
import { runCommand } from '../../test/run-command.js'
import { excessRights } from '../event-store/eventstoredb/access.js'
import { openEventStoreDbStore } from '../event-store/eventstoredb/eventstoredb-event-store.js'
import type { Credentials } from '../event-store/eventstoredb/settings.js'
import { reach } from '../ledger-folder/folder-store.js'
import { run } from './store.js'

const administrator = { username: 'admin', password: 'changeit' }
const writer = { username: 'ledger', password: 'of the writer' }
const other = { username: 'other', password: 'of somebody else' }
const WHAT = ['user', 'default ACL', 'reading $all', 'reading $settings']

describeWithProgram('openssl', 'store prepare on a server with TLS and access control', () => {
  let folder: string
  let certificates: StoreCertificates
  let server: GuardedDouble

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-prepare-'))
    certificates = new StoreCertificates(folder)
    certificates.makeAuthority('ours')
    certificates.make('node', 'ours', 'localhost', NOW)
  })
  afterAll(() => rm(folder, { recursive: true }))
  beforeEach(async () => {
    const [ca, key, certificate] = ['ours.crt', 'node.key', 'node.crt'].map((file) =>
      certificates.file(file),
    )
    server = await GuardedDouble.start({ ca: ca!, key: key!, certificate: certificate! })
    server.double.access.users.set(other.username, other.password)
  })
  afterEach(() => server.close())

  const secret = async ({ username, password }: Credentials): Promise<string> => {
    const path = join(folder, `${username}.secret`)
    await writeFile(path, `${password}\n`)
    return path
  }
  const prepare = async (as: Credentials, user: Credentials = writer) => {
    const admin = ['--admin-username', as.username, '--admin-password-file', await secret(as)]
    const named = ['--username', user.username, '--password-file', await secret(user)]
    return runCommand(run, 'prepare', '--url', server.url, ...admin, ...named)
  }
  const told = (state: string) => WHAT.map((what) => `${what}: ${state}`)
  const append = async (credentials: Credentials) => {
    const store = await openEventStoreDbStore({ url: server.url, credentials })
    try {
      return await store.append(newStream(), -1, [event('a')])
    } finally {
      await store.close()
    }
  }
  const written = () => server.double.log.all.length

  test('T-04 it makes the user, closes the default rights and says so; run again it changes nothing; a production ledger then takes the server', async () => {
    const settings = { url: server.url, credentials: writer }
    await expect(reach(settings, 'production', {})).rejects.toMatchObject({ code: 'STORE_DENIED' })
    const first = await prepare(administrator)
    expect([first.code, first.out.trim().split('\n'), first.err]).toEqual([0, told('set'), ''])
    const before = written()
    const again = await prepare(administrator)
    expect([again.code, again.out.trim().split('\n')]).toEqual([0, told('stands already')])
    expect(written()).toBe(before)
    expect(await excessRights(settings)).toEqual([])
    const store = await reach(settings, 'production', {})
    expect(await store.append(newStream(), -1, [event('a')])).toMatchObject({ revision: 0 })
    await store.close()
    await expect(append(other)).rejects.toMatchObject({ code: 'STORE_DENIED' })
  })

  test('T-04 a production ledger that cannot try the rights yet is told so each time, and takes the server once it could', async () => {
    expect((await prepare(administrator)).code).toBe(0)
    const errors = [notReady(), timedOut(), unavailable()]
    server.double.faults.nextRead(
      'stream',
      ...errors.map((error) => ({ kind: 'error', error }) as const),
    )
    const told: string[] = []
    const onStoreAway = (reason: string) => told.push(reason)
    const store = await reach({ url: server.url, credentials: writer }, 'production', {
      onStoreAway,
    })
    await store.close()
    for (const { details } of errors) expect(told).toContainEqual(expect.stringContaining(details))
  })

  test.each([
    ['a wrong password', { ...administrator, password: 'not this one' }],
    ['an ordinary user', other],
  ])('T-04 as %s it is refused and changes nothing', async (_, as) => {
    const { code, out, err } = await prepare(as)
    expect([code, out, err]).toEqual([1, '', expect.stringContaining('refuses') as string])
    expect(err).not.toContain(as.password)
    expect(written()).toBe(0)
    expect(server.double.access.users.has(writer.username)).toBe(false)
  })

  test('a user that is there with another password keeps it, and it is told that the API would be refused', async () => {
    server.double.access.users.set(writer.username, 'another one')
    const { code, err } = await prepare(administrator)
    expect([code, err]).toEqual([1, expect.stringContaining('EventStoreDB refuses') as string])
    expect(server.double.access.isPassword(writer.username, 'another one')).toBe(true)
  })

  test.each(['$ops', '$admins'])(
    'T-04 a user that is there and of %s is refused as the writer, and nothing is changed',
    async (group) => {
      server.double.access.users.set(writer.username, writer.password)
      server.double.access.groups.set(writer.username, [group])
      const { code, out, err } = await prepare(administrator)
      expect([code, out, err]).toEqual([
        1,
        '',
        expect.stringContaining(`ledger is of ${group}: take it out of that group`) as string,
      ])
      expect(written()).toBe(0)
    },
  )

  test('T-04 a writer that was put into $ops afterwards may scavenge: a production ledger refuses the server, and nothing was tried for it', async () => {
    const settings = { url: server.url, credentials: writer }
    expect((await prepare(administrator)).code).toBe(0)
    const before = written()
    server.double.access.groups.set(writer.username, ['$ops'])
    expect(await excessRights(settings)).toEqual(['the writer may scavenge'])
    await expect(reach(settings, 'production', {})).rejects.toMatchObject({
      code: 'STORE_UNGUARDED',
      message: expect.stringContaining('the writer may scavenge') as string,
    })
    expect(written()).toBe(before)
  })

  test("T-04 rights that it does not close, a stream's own, are told by the ledger that runs", async () => {
    expect((await prepare(administrator)).code).toBe(0)
    expect((await append(writer)).revision).toBe(0)
    const { double } = server
    const [stream] = double.log.all.slice(-1).map((each) => each.stream)
    const metadata = {
      ...event('x'),
      type: '$metadata',
      contentType: 'application/json',
      custom: new Uint8Array(),
    }
    const data = Buffer.from(JSON.stringify({ $acl: { $w: '$all' } }))
    double.log.append(`$$${stream}`, 'any', [{ ...metadata, data }])
    const store = await openEventStoreDbStore({ url: server.url, credentials: writer })
    const threat = new Promise((resolve) => {
      store.interference$.subscribe((found) => {
        if (found.some(({ isThreat }) => isThreat)) resolve(found)
      })
    })
    store.subscribe(-1n, async () => undefined).subscribe()
    expect(await threat).toMatchObject([{ kind: 'access', stream }])
    await store.close()
  })
})
