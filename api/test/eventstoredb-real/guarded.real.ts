import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryEvent, jsonEvent } from '@eventstore/db-client'
import { LedgerServer } from '../../../test/acceptance/ledger-server.ts'
import { contremarque, type Ended } from '../../../test/acceptance/run-command.ts'
import { excessRights, prepareAccess } from '../../src/event-store/eventstoredb/access.js'
import { aclFor } from '../../src/event-store/eventstoredb/default-acl.js'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { Credentials } from '../../src/event-store/eventstoredb/settings.js'
import { keepUser } from '../../src/event-store/eventstoredb/users.js'
import { reach } from '../../src/ledger-folder/folder-store.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const REFUSED = 'EventStoreDB refuses: the credentials are wrong or lack a right'
const PREPARE = '`contremarque store prepare`'
/** As EventStoreDB is founded: any user may do anything but with the server's own streams. */
const FOUNDED = {
  $userStreamAcl: { $r: '$all', $w: '$all', $d: '$all', $mr: '$all', $mw: '$all' },
  $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
}
const writer: Credentials = { username: 'ledger', password: 'of the writer' }
const other: Credentials = { username: 'other', password: 'of somebody else' }

describeWithOwnServer('a server with TLS and access control', () => {
  let server: OwnServer
  let folder: string
  let count = 0

  beforeAll(async () => {
    server = await OwnServer.start(true)
    folder = await mkdtemp(join(tmpdir(), 'contremarque-guarded-'))
    for (const user of [writer, other]) await keepUser(server.url, server.administrator, user)
  })
  afterAll(async () => {
    await LedgerServer.endAll()
    await server.dispose()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => setRights(FOUNDED, ['$admins']))

  const setRights = (acl: object, readRoles: string[]) =>
    server.administer(async (client, as) => {
      await client.appendToStream(
        '$settings',
        jsonEvent({ type: 'update-default-acl', data: { ...acl } }),
        as,
      )
      await client.setStreamMetadata('$all', { acl: { readRoles } }, as)
    })
  const prepared = () => prepareAccess(server.url, server.administrator, writer)
  const fresh = () => join(folder, `data-${count++}`)
  const secret = async ({ username, password }: Credentials): Promise<string> => {
    const path = join(folder, `${username}-${count++}.secret`)
    await writeFile(path, password)
    return path
  }
  const envOf = async (user: Credentials | undefined) => ({
    CONTREMARQUE_EVENTSTOREDB_URL: server.url,
    ...(user !== undefined && {
      CONTREMARQUE_EVENTSTOREDB_USERNAME: user.username,
      CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: await secret(user),
    }),
  })
  const prepare = async (administrator: Credentials, user = writer): Promise<Ended> => {
    const admin = ['--admin-username', administrator.username]
    const adminFile = ['--admin-password-file', await secret(administrator)]
    const named = ['--username', user.username, '--password-file', await secret(user)]
    return contremarque(['store', 'prepare', '--url', server.url, ...admin, ...adminFile, ...named])
  }
  /** Position of the newest event that is not the server's own. */
  const head = async () => {
    const credentials = server.administrator
    const store = await openEventStoreDbStore({ url: server.url, credentials })
    const position = await store.headPosition()
    await store.close()
    return position
  }
  const refusals = async (user: Credentials | undefined) => {
    const options = user === undefined ? {} : { credentials: user }
    const stream = `foreign-${count++}`
    const event = binaryEvent({ type: 'Happened', data: Uint8Array.of(1) })
    return server.administer(async (client) => ({
      append: await isRefused(client.appendToStream(stream, event, options)),
      metadata: await isRefused(client.setStreamMetadata(stream, { maxCount: 1 }, options)),
      delete: await isRefused(client.deleteStream(stream, options)),
      tombstone: await isRefused(client.tombstoneStream(stream, options)),
    }))
  }

  test.each([
    ['no credentials', undefined],
    ['another password', { ...writer, password: 'another one' }],
    ['a user that is not there', { username: 'nobody', password: 'one of nobody' }],
    ['a user for whom nothing was prepared', writer],
  ])(
    'T-04 with %s the API does not start, says what to do, and writes nothing',
    async (_, user) => {
      const before = await head()
      const { status, stderr } = await LedgerServer.refusal(fresh(), { env: await envOf(user) })
      expect([status, stderr]).toEqual([1, expect.stringContaining(REFUSED)])
      expect(stderr).toContain(PREPARE)
      expect(stderr).not.toContain(user?.password ?? 'changeit')
      expect(await head()).toBe(before)
    },
  )

  test('T-04 store prepare sets user and rights and says so; run again it changes nothing; then the API starts', async () => {
    const made = { username: 'made', password: 'of a new user' }
    const first = await prepare(server.administrator, made)
    expect(first).toMatchObject({ status: 0, stderr: '' })
    const lines = first.stdout.trim().split('\n')
    expect(lines.map((line) => line.split(': ')[1])).toEqual(lines.map(() => 'set'))
    const again = await prepare(server.administrator, made)
    expect(
      again.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(': ')[1]),
    ).toEqual(lines.map(() => 'stands already'))
    expect(await excessRights({ url: server.url, credentials: made })).toEqual([])
    expect(await refusals(made)).toEqual({
      append: false,
      metadata: true,
      delete: true,
      tombstone: true,
    })
    const none = { append: true, metadata: true, delete: true, tombstone: true }
    expect([await refusals(other), await refusals(undefined)]).toEqual([none, none])
  })

  test.each([
    ['a wrong password', { username: 'admin', password: 'wrong' }],
    ['an ordinary user', other],
  ])('T-04 store prepare with %s changes nothing', async (_, administrator) => {
    const { status, stderr } = await prepare(administrator)
    expect([status, stderr]).toEqual([1, expect.stringMatching(/refuses/)])
    await expect(
      openEventStoreDbStore({ url: server.url, credentials: writer }),
    ).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect((await refusals(other)).append).toBe(false)
  })

  test('store prepare for a user that has another password says that the API would be refused', async () => {
    const { status, stderr } = await prepare(server.administrator, { ...writer, password: 'wrong' })
    expect([status, stderr]).toEqual([1, expect.stringContaining(REFUSED)])
  })

  test.each([
    [{ username: 'ops', password: 'changeit' }, '$ops'],
    [{ username: 'admin', password: 'changeit' }, '$admins'],
  ])(
    'T-04 store prepare for a user the server is founded with, %j, is refused with its group and changes nothing',
    async (user, group) => {
      const { status, stdout, stderr } = await prepare(server.administrator, user)
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).toContain(`${user.username} is of ${group}: take it out of that group`)
      expect((await refusals(other)).append).toBe(false)
    },
  )

  test('T-04 a writer of $ops, who may scavenge, is told by a read alone', async () => {
    const ops = { username: 'ops', password: 'changeit' }
    await setRights(aclFor('ops'), ['$admins', 'ops'])
    const metadata = { acl: { readRoles: ['$admins', 'ops'] } }
    await server.administer((client, as) => client.setStreamMetadata('$settings', metadata, as))
    expect(await excessRights({ url: server.url, credentials: ops })).toEqual([
      'the writer may scavenge',
    ])
  })

  const MINE = { $r: 'ledger', $w: 'ledger', $d: [], $mr: 'ledger', $mw: [] }
  test.each([
    ['lets everybody do everything', FOUNDED.$userStreamAcl],
    ['lets others append', { ...MINE, $w: ['ledger', 'other'] }],
    ['lets all append', { ...MINE, $w: '$all' }],
    ['lets others delete', { ...MINE, $d: 'other' }],
    ['lets others write metadata', { ...MINE, $mw: 'other' }],
    ['lets the writer delete', { ...MINE, $d: 'ledger' }],
  ])(
    'T-04 a server that %s is refused to a production ledger, with what to do',
    async (_, $userStreamAcl) => {
      await prepared()
      await setRights({ ...FOUNDED, $userStreamAcl }, ['$admins', writer.username])
      const settings = { url: server.url, credentials: writer }
      const reached = reach(settings, 'production', {}).then((store) => store.close())
      await expect(reached).rejects.toMatchObject({
        code: 'STORE_UNGUARDED',
        message: expect.stringContaining(PREPARE) as string,
      })
    },
  )
})

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if ((error as { type?: string }).type === 'access-denied') return true
    throw error
  }
}
