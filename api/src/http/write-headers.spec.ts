import { parseWait } from './write-headers.js'

test.each([
  [undefined, 0],
  ['', 0],
  ['wait=10', 10],
  ['respond-async, wait=5', 5],
  ['return=minimal; foo=bar, Wait=7', 7],
  ['wait=100000', 60],
  ['wait=-1', 0],
  ['wait=1.5', 0],
  ['await=9', 0],
  [['return=minimal', 'wait=3'], 3],
])('Prefer %j waits %d seconds', (header, seconds) => {
  expect(parseWait(header)).toBe(seconds)
})
