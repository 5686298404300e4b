import type { VerifiedToken } from './ask-tsa.js'
import { TokenClock } from './token-clock.js'

const stamped = {} as VerifiedToken['stamped']
const asked = { sentAt: 1_000_020, receivedAt: 1_000_060 }

test('before the first token nothing is known of the clock', () => {
  expect(new TokenClock().state()).toEqual({ state: 'unknown' })
})

test.each([
  ['with a fraction', true, 1_000_000, 40],
  ['in whole seconds, of which half a second is taken', false, 1_000_000, -460],
])(
  'a token %s measures the clock against the middle of question and answer',
  (_, hasFraction, genTime, offset) => {
    const clock = new TokenClock()
    clock.measure({ stamped, genTime, hasFraction, unproved: null, ...asked })
    expect(clock.state()).toMatchObject({ state: 'measured', offset })
    expect((clock.state() as { age: number }).age).toBeGreaterThan(0)
  },
)
