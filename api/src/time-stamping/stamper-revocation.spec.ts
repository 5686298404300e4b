import { firstValueFrom } from 'rxjs'
import { StampingKit } from '../../test/stamping-kit.js'
import type { TsaChannel } from './tsa-channel.js'

let kit: StampingKit

beforeEach(async () => {
  kit = await new StampingKit().begin()
})
afterEach(() => kit.end())

/** Answers, but its revocation lists are out of reach while `isDown`. */
function withoutLists(channel: TsaChannel) {
  const state = { isDown: true, asked: 0 }
  const flaky: TsaChannel = {
    ...channel,
    revocation: async (...about) => {
      state.asked++
      if (state.isDown) throw new RangeError('no lists')
      return channel.revocation(...about)
    },
  }
  return { flaky, state }
}

test('a valid token is kept when there is no revocation data, and that is an alarm', async () => {
  const { flaky, state } = withoutLists(kit.good)
  await kit.stamping([flaky])
  await kit.running.sealNow()
  await kit.stamper.stampNow()
  const [record] = await kit.stamps()
  expect(record?.tokens).toMatchObject([{ tsa: 'development', crls: [], ocsps: [] }])
  expect(kit.stamper.health()).toMatchObject({
    failingSince: null,
    tsas: [{ state: 'unproved', problem: expect.stringContaining('no lists') }],
  })
  expect(await firstValueFrom(kit.stamper.unproved$)).toMatchObject([
    { code: 'REVOCATION_UNKNOWN' },
  ])
  state.isDown = false
  await kit.running.sealNow({ heartbeat: true })
  await kit.stamper.stampNow()
  expect(kit.stamper.health().tsas).toMatchObject([{ state: 'ok', problem: null }])
  expect(await firstValueFrom(kit.stamper.unproved$)).toEqual([])
})
