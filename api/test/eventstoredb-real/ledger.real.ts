import { expectNothingLost } from './killed-store.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'
import { realServer } from './real-server.js'
import type { RecordedLedger } from './recorded-ledger.js'

/** 200,000 where what issue and runbook promise is to be shown. */
const EVENTS = Number(process.env['CONTREMARQUE_EVENTS'] ?? 2_000)
const KILLS = Number(process.env['CONTREMARQUE_KILLS'] ?? 3)
const CALLERS = 32
const LOAD = { events: EVENTS, kills: KILLS, callers: CALLERS }
const WHOLE = 'each acknowledged one is there once, in order, sealed, stamped and verified'
const LIMIT = 7_200_000

/** What names the event store, for the programs started here. */
const given = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('CONTREMARQUE_EVENTSTOREDB_') && value !== undefined ? [[name, value]] : [],
  ),
)

describe(`${EVENTS} events of ${CALLERS} callers`, () => {
  test(
    `the API is killed ${KILLS} times with kill -9: ${WHOLE}`,
    async () => {
      const settings = await realServer()
      const env = { ...given, CONTREMARQUE_EVENTSTOREDB_URL: settings.url }
      const kill = (ledger: RecordedLedger) => ledger.killServer()
      await expectNothingLost({ settings, env, kill }, LOAD)
    },
    LIMIT,
  )
})

describeWithOwnServer(`${EVENTS} events of ${CALLERS} callers, on a server of their own`, () => {
  let server: OwnServer

  beforeAll(async () => {
    server = await OwnServer.start()
  }, 240_000)
  afterAll(() => server.dispose())

  test(
    `the event store is killed ${KILLS} times with kill -9: ${WHOLE}`,
    async () => {
      const { url } = server
      const env = { CONTREMARQUE_EVENTSTOREDB_URL: url }
      const kill = async () => {
        await server.kill()
        return () => server.run()
      }
      await expectNothingLost({ settings: { url }, env, kill }, LOAD)
    },
    LIMIT,
  )
})
