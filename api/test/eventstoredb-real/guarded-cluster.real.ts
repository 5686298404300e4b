import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LedgerServer } from '../../../test/acceptance/ledger-server.ts'
import { contremarque } from '../../../test/acceptance/run-command.ts'
import { START } from '../../src/event-store/event-store.js'
import { excessRights } from '../../src/event-store/eventstoredb/access.js'
import { openEventStoreDbStore } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type {
  Credentials,
  EventStoreDbSettings,
} from '../../src/event-store/eventstoredb/settings.js'
import { reach } from '../../src/ledger-folder/folder-store.js'
import { expectNothingLost } from './killed-store.js'
import { NodeAuthority } from './node-authority.js'
import { OwnCluster } from './own-cluster.js'
import { ADMINISTRATOR, describeWithOwnServer } from './own-server.js'

const LOAD = { events: 600, kills: 2, callers: 16 }
const writer: Credentials = { username: 'ledger', password: 'of the writer' }
const stranger: Credentials = { ...writer, password: 'of somebody else' }

describeWithOwnServer('three nodes with TLS and access control', () => {
  let cluster: OwnCluster
  let folder: string
  let other: NodeAuthority

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contremarque-guarded-cluster-'))
    other = new NodeAuthority(join(folder, 'other'))
    cluster = await OwnCluster.start(true)
  }, 240_000)
  afterAll(async () => {
    await LedgerServer.endAll()
    await cluster.dispose()
    await rm(folder, { recursive: true })
  })

  const secret = async ({ username, password }: Credentials): Promise<string> => {
    const path = join(folder, `${username}.secret`)
    await writeFile(path, password)
    return path
  }
  const envOf = async (user: Credentials, url = cluster.url) => ({
    CONTREMARQUE_EVENTSTOREDB_URL: url,
    CONTREMARQUE_EVENTSTOREDB_USERNAME: user.username,
    CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE: await secret(user),
  })
  const refusal = async (env: Record<string, string>) => {
    const { status, stderr } = await LedgerServer.refusal(join(folder, 'refused'), { env })
    for (const { password } of [writer, stranger]) expect(stderr).not.toContain(password)
    return [status, stderr]
  }
  const head = async () => {
    const store = await openEventStoreDbStore({ url: cluster.url, credentials: ADMINISTRATOR })
    const position = await store.headPosition()
    await store.close()
    return position
  }

  test('T-04 store prepare finds the leader behind two others, sets user and rights, and a second time changes nothing', async () => {
    const admin = ['--admin-username', ADMINISTRATOR.username]
    const adminFile = ['--admin-password-file', await secret(ADMINISTRATOR)]
    const named = ['--username', writer.username, '--password-file', await secret(writer)]
    const what = ['user', 'default ACL', 'reading $all', 'reading $settings']
    for (const state of ['set', 'stands already']) {
      const where = ['--url', await cluster.leaderLast()]
      const ended = await contremarque([
        'store',
        'prepare',
        ...where,
        ...admin,
        ...adminFile,
        ...named,
      ])
      expect(ended).toMatchObject({ status: 0, stderr: '' })
      expect(ended.stdout.trim().split('\n')).toEqual(what.map((each) => `${each}: ${state}`))
    }
    expect(await excessRights({ url: cluster.url, credentials: writer })).toEqual([])
  })

  test('T-04 with another CA, no CA, a wrong password or no credentials a ledger does not start, says why, and writes nothing', async () => {
    const notOurs = expect.stringMatching(
      /EventStoreDB at localhost:\d+: its certificate is not of the CA in tlsCAFile/,
    ) as string
    const denied = expect.stringContaining(
      'EventStoreDB refuses: the credentials are wrong or lack a right',
    ) as string
    const { url } = cluster
    const [withoutCa] = url.split('&tlsCAFile')
    expect(await refusal(await envOf(writer, cluster.trusting(other)))).toEqual([1, notOurs])
    expect(await refusal(await envOf(writer, withoutCa))).toEqual([1, notOurs])
    expect(await refusal(await envOf(stranger))).toEqual([1, denied])
    expect(await refusal({ CONTREMARQUE_EVENTSTOREDB_URL: url })).toEqual([1, denied])
    expect(await head()).toBe(START)
  }, 240_000)

  test('T-04 while no node leads the rights are told as they are or not at all, and a start waits for them', async () => {
    const settings = { url: cluster.url, credentials: writer }
    const restart = await cluster.killLeader()
    const answers = new Set<string>()
    while (!answers.has('[]')) answers.add(await rightsOf(settings))
    expect([...answers]).toEqual(['STORE_UNAVAILABLE', '[]'])
    await restart()

    const again = await cluster.killLeader()
    const told: string[] = []
    const onStoreAway = (reason: string) => told.push(reason)
    const store = await reach(settings, 'production', { onStoreAway })
    await store.close()
    expect(told).not.toEqual([])
    await again()
  }, 240_000)

  test(`the leader is killed ${LOAD.kills} times with kill -9 under a ledger that comes by the three names: each acknowledged event is there once, in order, sealed, stamped and verified`, async () => {
    const settings = { url: cluster.url, credentials: writer }
    const kill = () => cluster.killLeader()
    const store = { settings, env: await envOf(writer), kill }
    await expectNothingLost(store, LOAD)
  }, 1_800_000)
})

/** The rights too many, or the code of why they cannot be told. */
async function rightsOf(settings: EventStoreDbSettings): Promise<string> {
  try {
    return JSON.stringify(await excessRights(settings))
  } catch (error) {
    return String((error as { code?: string }).code)
  }
}
