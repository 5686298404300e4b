import { steps, type SealingNode, type Step } from '../../test/sealing-node.js'
import { SealingWorld, type Engine } from '../../test/sealing-world.js'

let world: SealingWorld
let first: SealingNode
let second: SealingNode

async function begin(engine: Engine): Promise<void> {
  world = await new SealingWorld().begin(engine)
  first = await world.start('first')
  await world.settled()
  await world.until(() => first.stamper.anchor() !== null)
}
afterEach(() => world.end())

/** The node has come so far with what was recorded there, before the other could be quicker. */
async function bring(node: SealingNode, step: Step, other?: SealingNode): Promise<void> {
  let isThere = false
  void node.stopAt(step).then(() => (isThere = true))
  other?.standStill()
  await world.record(node, 3)
  await world.until(() => isThere)
  other?.goOn()
}

/** More of each, sealed and stamped by whom it may be; then one history and nothing else. */
async function goesOn(...nodes: readonly SealingNode[]): Promise<void> {
  await world.settled()
  // Whoever lost its place keeps nothing of it, before it signs anything again.
  await world.until(async () => (await world.strays()).length === 0)
  for (const node of nodes) {
    await world.record(node, 2)
    await world.settled()
  }
  const { report, sealed } = await world.outcome()
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
  expect([report.entries, sealed]).toEqual([world.recorded, world.recorded])
}

async function startAgain(): Promise<void> {
  first.kill()
  first = await world.start('first')
}

describe('one node, SQLite', () => {
  test.each(steps)(
    'T-11 killed at "%s" and started again: one history, sealed and stamped, the guard in it',
    async (step) => {
      await begin('SQLite')
      await bring(first, step)
      await startAgain()
      await goesOn(first)
    },
  )
})

describe('two nodes, EventStoreDB, its double', () => {
  beforeEach(async () => {
    await begin('EventStoreDB, its double')
    second = await world.start('second')
  })

  /** The other node records, seals and stamps all there is. */
  const otherGoesOn = async (): Promise<void> => {
    await world.record(second, 2)
    await world.settled()
  }

  /** What becomes of the node that stands at a step. */
  const faults = {
    'killed, and started again at once': startAgain,
    'killed, and started again after the other sealed': async () => {
      first.kill()
      await otherGoesOn()
      first = await world.start('first')
    },
    'paused until the other sealed': async () => {
      await otherGoesOn()
      first.goOn()
    },
  }

  test.each(
    Object.entries(faults).flatMap(([fault, strike]) =>
      steps.map((step) => [fault, step, strike] as const),
    ),
  )(
    'T-11 one %s at "%s": one history, sealed and stamped, both guards in it',
    async (_, step, strike) => {
      await bring(first, step, second)
      await strike()
      await goesOn(first, second)
    },
  )

  test.each(['batch sent', 'stamp sent'] as const)(
    'T-11 a "%s" that times out and lands before the other seals: one history, sealed and stamped',
    async (step) => {
      const land = Promise.withResolvers<undefined>()
      await bring(first, step, second)
      first.delayNext(land.promise)
      land.resolve(undefined)
      first.goOn()
      await goesOn(first, second)
    },
  )

  test.each(['batch sent', 'stamp sent'] as const)(
    'T-11 a "%s" that times out and lands after the other sealed: one history, sealed and stamped',
    async (step) => {
      const land = Promise.withResolvers<undefined>()
      await bring(first, step, second)
      first.delayNext(land.promise)
      await otherGoesOn()
      first.goOn()
      land.resolve(undefined)
      await goesOn(first, second)
    },
  )

  test.each([
    'before the guard is written',
    'guard written',
    'batch sent',
    'token asked for',
    'token obtained',
    'stamp sent',
  ] as const)(
    'T-11 both at once at "%s": one history, sealed and stamped, both guards in it',
    async (step) => {
      let there = 0
      for (const node of [first, second]) void node.stopAt(step).then(() => there++)
      await world.record(first, 3)
      await world.until(() => there === 2)
      second.goOn()
      first.goOn()
      await goesOn(first, second)
    },
  )

  test('T-03 an old copy put back under both while they run: neither seals on, nor the one that only read', async () => {
    await otherGoesOn()
    await world.putBack(4)
    await world.until(() =>
      [first, second].every(({ sealer }) => sealer.alarm?.code === 'LEDGER_ROLLED_BACK'),
    )
    await expect(first.sealer.sealNow()).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
    await expect(second.sealer.sealNow()).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
  })

  test('while the other node gets time-stamps there is no outage, though this one gets none', async () => {
    first.isAuthorityDown = true
    second.standStill()
    await world.record(first, 2)
    await world.until(() => first.stamper.health().tsas[0]!.state === 'failing')
    second.goOn()
    await world.settled()
    await world.until(() => first.stamper.health().failingSince === null)
    expect(world.told).toEqual(new Map())
    expect(first.stamper.health().tsas).toMatchObject([{ state: 'failing' }])
  })

  test('no node gets time-stamps: an outage of both, over when one gets one', async () => {
    for (const node of [first, second]) node.isAuthorityDown = true
    await world.record(first, 2)
    await world.until(() => {
      world.clock.at += 1_000
      return world.told.size > 0
    })
    second.isAuthorityDown = false
    await world.settled()
    await world.until(() => first.stamper.health().failingSince === null)
    expect([...world.told.values()].every((isOver) => isOver)).toBe(true)
  })
})
