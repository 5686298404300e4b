import { expectNothingLost } from './killed-store.js'
import { OwnCluster } from './own-cluster.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const EVENTS = 900
const KILLS = 3

interface Killed {
  readonly url: string
  kill(): Promise<() => Promise<void>>
  dispose(): Promise<void>
}

async function oneNode(): Promise<Killed> {
  const server = await OwnServer.start()
  const kill = async () => {
    await server.kill()
    return () => server.run()
  }
  return { url: server.url, kill, dispose: () => server.dispose() }
}

async function threeNodes(): Promise<Killed> {
  const cluster = await OwnCluster.start()
  const kill = () => cluster.killLeader()
  return { url: cluster.url, kill, dispose: () => cluster.dispose() }
}

describeWithOwnServer('a real server that is killed with kill -9', () => {
  let server: Killed

  afterEach(() => server.dispose())

  test.each([
    ['the only node', oneNode],
    ['the leader of three nodes', threeNodes],
  ])(
    `%s, ${KILLS} times, while callers record, a sealer seals and a reader follows: each acknowledged event is there once, in order, sealed and stamped, and was handed over once`,
    async (_, start) => {
      server = await start()
      const { url, kill } = server
      const env = { CONTREMARQUE_EVENTSTOREDB_URL: url }
      await expectNothingLost({ settings: { url }, env, kill }, { events: EVENTS, kills: KILLS })
    },
    1_800_000,
  )
})
