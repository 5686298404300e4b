import { PostgresServer } from './postgres-server.js'
import { TwoProcesses } from './two-processes.js'

/** Entries that each of the callers records in one test; fewer are acknowledged when a node is struck. */
const SHARE = 15
const BUSY = 10

interface Engine {
  readonly url: string
  dispose(): Promise<void>
}

/** What two processes of a ledger owe when one of them is struck, whatever holds their events. */
export function twoProcessesContract(start: () => Promise<Engine>): void {
  let postgres: PostgresServer
  let engine: Engine
  let world: TwoProcesses

  beforeAll(async () => {
    ;[postgres, engine] = await Promise.all([PostgresServer.start(), start()])
    world = await TwoProcesses.begin(engine.url, postgres.access)
  }, 240_000)
  afterAll(async () => {
    try {
      await world.end()
    } finally {
      await engine.dispose()
      await postgres.dispose()
    }
  })

  /** Both record; the node that seals is struck when some of it is acknowledged. */
  const strikeWhileRecording = async (
    strike: (node: TwoProcesses['nodes'][0]) => Promise<void>,
  ): Promise<void> => {
    const begin = world.acknowledged
    const recorded = world.record(SHARE)
    await world.until(async () => world.acknowledged >= begin + BUSY)
    await strike(await world.sealing())
    await recorded
  }

  const expectOneHistory = async (): Promise<void> => {
    await world.record(1)
    expect(await world.complaints()).toEqual([])
    await world.settled()
    const report = await world.verify()
    expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
    for (const [stream, hashes] of world.callers.flatMap(({ streams }) => [...streams])) {
      expect([stream, await world.hashes(stream)]).toEqual([stream, hashes])
    }
    await world.until(async () => (await world.strays()).length === 0)
  }

  test('T-11 the sealing process is killed with kill -9 while both record: the other seals on, one history, nothing acknowledged is lost', async () => {
    await strikeWhileRecording(async (node) => {
      await world.kill(node)
      await world.until(async () => (await world.sealing()) !== node)
      await world.start(node)
    })
    await expectOneHistory()
  }, 240_000)

  test('T-11 the sealing process is paused until the other took over: it goes on behind it without an alarm, one history, nothing acknowledged is lost', async () => {
    await strikeWhileRecording(async (node) => {
      node.server!.pause()
      await world.until(async () => (await world.sealing()) !== node)
      node.server!.goOn()
    })
    await expectOneHistory()
  }, 240_000)
}
