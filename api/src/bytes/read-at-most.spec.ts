import { readAtMost } from './read-at-most.js'

const endless = (length: number) => {
  const told = { taken: 0, isClosed: false }
  async function* parts() {
    try {
      for (;;) {
        told.taken += length
        yield await Promise.resolve(new Uint8Array(length).fill(7))
      }
    } finally {
      told.isClosed = true
    }
  }
  return { told, parts }
}

async function* twoParts() {
  yield await Promise.resolve(new Uint8Array([1, 2]))
  yield new Uint8Array([3])
}

test('the parts are joined in their order', async () => {
  expect(await readAtMost(twoParts(), 3)).toEqual(new Uint8Array([1, 2, 3]))
})

test('one byte too many is told apart from all there is', async () => {
  expect(await readAtMost(twoParts(), 2)).toBeUndefined()
})

test('what never ends is given up and closed at the first part over the limit', async () => {
  const { told, parts } = endless(10)
  expect(await readAtMost(parts(), 25)).toBeUndefined()
  expect(told).toEqual({ taken: 30, isClosed: true })
})
