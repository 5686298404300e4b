import { expectNothingLost } from './killed-store.js'
import { OwnCluster } from './own-cluster.js'
import { describeWithOwnServer } from './own-server.js'

const LOAD = { events: 900, kills: 3, callers: 16 }

describeWithOwnServer('a real cluster', () => {
  let cluster: OwnCluster

  beforeAll(async () => {
    cluster = await OwnCluster.start()
  }, 240_000)
  afterAll(() => cluster.dispose())

  test(`the leader of three nodes is killed ${LOAD.kills} times with kill -9, while callers record, a sealer seals and a reader follows: each acknowledged event is there once, in order, sealed and stamped, and was handed over once`, async () => {
    const { url } = cluster
    const env = { CONTREMARQUE_EVENTSTOREDB_URL: url }
    const kill = () => cluster.killLeader()
    await expectNothingLost({ settings: { url }, env, kill }, LOAD)
  }, 1_800_000)
})
