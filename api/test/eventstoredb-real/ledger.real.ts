import { seededRandom } from '../../../test/acceptance/seeded-random.ts'
import { realServer } from './real-server.js'
import { RecordedLedger } from './recorded-ledger.js'

/** More when the event store is to be killed and started again meanwhile, by hand. */
const EVENTS = Number(process.env['CONTREMARQUE_EVENTS'] ?? 2_000)
/** How often the server is killed and started again. */
const KILLS = Number(process.env['CONTREMARQUE_KILLS'] ?? 3)
const CALLERS = 32

/** What names the event store, for the programs started here. */
const given = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('CONTREMARQUE_EVENTSTOREDB_') && value !== undefined ? [[name, value]] : [],
  ),
)

let ledger: RecordedLedger

beforeAll(async () => {
  const { url } = await realServer()
  ledger = new RecordedLedger({ ...given, CONTREMARQUE_EVENTSTOREDB_URL: url }, CALLERS)
  await ledger.start()
}, 240_000)
afterAll(() => ledger.dispose())

test(`${EVENTS} events of ${CALLERS} callers, the server killed ${KILLS} times: each acknowledged one is there once, in order, sealed, stamped and verified`, async () => {
  const { seed, random } = seededRandom()
  process.stderr.write(`CONTREMARQUE_SEED=${seed}\n`)
  const recorded = ledger.record(EVENTS)
  for (let kill = 1; kill <= KILLS; kill++) {
    await ledger.until(((kill - random() / 2) * EVENTS) / (KILLS + 1), recorded)
    await ledger.killServer()
  }
  await recorded
  await ledger.expectWhole(EVENTS)
}, 7_200_000)
