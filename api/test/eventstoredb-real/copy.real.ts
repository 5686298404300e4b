import { endOf, startCommand, type Ended } from '../../../test/acceptance/run-command.ts'
import { describeWithOwnServer, OwnServer } from './own-server.js'
import { RecordedLedger } from './recorded-ledger.js'

const EVENTS = 400
const STEPS = ['copying', 'verifying', 'the old store is closed'] as const

describeWithOwnServer('a ledger that moves to a real server, and back', () => {
  let server: OwnServer
  let ledger: RecordedLedger

  beforeAll(async () => {
    server = await OwnServer.start()
    ledger = new RecordedLedger({}, 8)
  }, 240_000)
  afterAll(async () => {
    await ledger.dispose()
    await server.dispose()
  })

  /** Killed with kill -9 when it tells of a step, if one is named. */
  const copy = (from: string, to: string, step?: string): Promise<Ended> => {
    const argv = ['store', 'copy', '--data', ledger.data, '--from', from, '--to', to]
    const child = startCommand(argv)
    child.stderr!.on('data', (text) => {
      if (step !== undefined && String(text).includes(step)) child.kill('SIGKILL')
    })
    return endOf(child)
  }
  const move = async (from: string, to: string): Promise<void> => {
    for (const step of STEPS) {
      const { signal, status } = await copy(from, to, step)
      // The last steps may be over before the signal arrives.
      expect(['SIGKILL', 0]).toContain(signal ?? status)
    }
    const { status, stderr } = await copy(from, to)
    expect({ status, stderr }).toMatchObject({ status: 0 })
  }

  test('killed with kill -9 at each step it comes to its end, verifies, and stands in the other store alone', async () => {
    await ledger.start()
    await ledger.record(EVENTS)
    await ledger.expectWhole(EVENTS)
    await move('embedded', server.url)
    await ledger.expectVerified(EVENTS, { CONTREMARQUE_EVENTSTOREDB_URL: server.url })
    await move(server.url, 'embedded')
    await ledger.expectVerified(EVENTS)
  }, 900_000)
})
