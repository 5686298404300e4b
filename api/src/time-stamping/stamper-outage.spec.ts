import { eventually } from '../../test/eventually.js'
import { newCase } from '../../test/ledger-kit.js'
import { StampingKit } from '../../test/stamping-kit.js'
import type { TsaChannel } from './tsa-channel.js'

let kit: StampingKit

beforeEach(async () => {
  kit = await new StampingKit().begin()
})
afterEach(() => kit.end())

function failing(channel: TsaChannel, name = channel.name) {
  const state = { isDown: true, asked: 0 }
  const flaky: TsaChannel = {
    ...channel,
    name,
    ask: async (request, signal) => {
      state.asked++
      if (state.isDown) throw new RangeError('connection refused')
      return channel.ask(request, signal)
    },
  }
  return { flaky, state }
}

describe('several authorities', () => {
  test('every token is kept, in the order of the configuration', async () => {
    await kit.stamping([
      { ...kit.good, name: 'first' },
      { ...kit.good, name: 'second' },
    ])
    await kit.running.sealNow()
    await kit.stamper.stampNow()
    expect((await kit.stamps())[0]?.tokens.map(({ tsa }) => tsa)).toEqual(['first', 'second'])
  })

  test('one that is down takes nothing from the other', async () => {
    const { flaky } = failing(kit.good, 'down')
    await kit.stamping([flaky, kit.good])
    await kit.running.sealNow()
    await kit.stamper.stampNow()
    expect((await kit.stamps())[0]?.tokens.map(({ tsa }) => tsa)).toEqual(['development'])
    expect(kit.stamper.health().tsas.map(({ state }) => state)).toEqual(['failing', 'ok'])
    expect(kit.stamper.health().failingSince).toBeNull()
  })

  test('one that is slow is left behind after the grace', async () => {
    const never: TsaChannel = {
      ...kit.good,
      name: 'slow',
      ask: (_, signal) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => reject(new RangeError('left behind')))
        }),
    }
    await kit.stamping([never, kit.good])
    await kit.running.sealNow()
    const stamped = kit.stamper.stampNow()
    await eventually(() => kit.timers.delays.includes(2_000))
    kit.timers.advance(2_000)
    await stamped
    expect((await kit.stamps())[0]?.tokens.map(({ tsa }) => tsa)).toEqual(['development'])
  })
})

describe('outage', () => {
  const hour = 3_600_000

  test('is retried with growing delays, recorded after a minute, and when it ends', async () => {
    const { flaky, state } = failing(kit.good)
    await kit.stamping([flaky])
    await kit.running.sealNow()
    const delays: number[] = []
    kit.timers.advance(10_000)
    for (let tries = 1; tries <= 8; tries++) {
      await eventually(() => state.asked === tries)
      const delay = await eventually(() =>
        kit.timers.delays.find((d) => d > 0 && d <= 60_000 && d !== 250),
      )
      delays.push(delay)
      kit.clock.at += delay
      kit.timers.advance(delay)
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000))
    expect(kit.announced.map(({ type }) => type)).toEqual(['TimestampingInterrupted'])
    state.isDown = false
    await kit.stamper.stampNow()
    expect(kit.announced.map(({ type }) => type)).toEqual([
      'TimestampingInterrupted',
      'TimestampingResumed',
    ])
    const [interrupted, resumed] = kit.announced
    expect((resumed?.data as { since: string }).since).toBe(
      (interrupted?.data as { since: string }).since,
    )
    expect(await kit.stamps()).toHaveLength(1)
  })

  test('after four hours legally dated actions are refused, until a token arrives', async () => {
    const { flaky, state } = failing(kit.good)
    await kit.stamping([flaky])
    await kit.running.sealNow()
    await expect(kit.stamper.stampNow()).rejects.toThrow('connection refused')
    kit.clock.at += 4 * hour - 60_000
    kit.stamper.assertLegallyDatedAllowed()
    kit.clock.at += 120_000
    expect(() => kit.stamper.assertLegallyDatedAllowed()).toThrow(
      expect.objectContaining({ code: 'TIMESTAMPING_INTERRUPTED' }),
    )
    state.isDown = false
    await kit.stamper.stampNow()
    kit.stamper.assertLegallyDatedAllowed()
  })

  test('recording and sealing go on meanwhile', async () => {
    const { flaky } = failing(kit.good)
    await kit.stamping([flaky])
    await kit.running.sealNow()
    await expect(kit.stamper.stampNow()).rejects.toThrow()
    await kit.record(newCase(), 2, kit.running)
    await kit.running.sealNow()
    expect(kit.running.lastBatch?.checkpoint.size).toBe(3)
    expect(kit.stamper.health().waiting).toBe(2)
  })
})
