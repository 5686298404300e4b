/** @jest-environment node */
import { duration } from './wording.ts'

test.each([
  [1, '< 1\u00a0s'],
  [499, '< 1\u00a0s'],
  [1_400, '1\u00a0s'],
  [150_000, '3\u00a0min'],
  [14_400_000, '4\u00a0h'],
  [259_200_000, '3\u00a0j'],
])('%s ms are told as “%s”: some lag is never none', (milliseconds, told) => {
  expect(duration(milliseconds, 'fr')).toBe(told)
})
