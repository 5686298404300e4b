import { ChangeFeed } from '../projections/change-feed.js'
import { Positions, type PositionsParts } from './positions.js'

const lookupKey = new Uint8Array(32).fill(7)
const place = 'registre.invalid/positions/0 eventstoredb 40'

/** A node whose reads stand at 100, in a store that ends at 200. */
function node(change: Partial<PositionsParts> = {}) {
  const feed = new ChangeFeed()
  feed.moveTo(100n)
  const models: PositionsParts['models'] = {
    get position() {
      return feed.position
    },
    waitFor: (position, signal) => feed.until(() => feed.position >= position, signal),
  }
  const head = async () => 200n
  return { feed, positions: new Positions({ models, head, place, lookupKey, ...change }) }
}

test('what one node tells of a write another understands, and waits until it has read it', async () => {
  const here = node()
  const there = node()
  await there.positions.reach(here.positions.tell(100n))
  let isReached = false
  const reached = there.positions.reach(here.positions.tell(150n)).then(() => (isReached = true))
  there.feed.moveTo(149n)
  await new Promise(setImmediate)
  expect(isReached).toBe(false)
  there.feed.moveTo(151n)
  await reached
})

test('T-23 waiting has an end: a node that does not get there says so', async () => {
  const { positions } = node({ patience: 1 })
  const reached = positions.reach(positions.tell(150n))
  await expect(reached).rejects.toMatchObject({ code: 'POSITION_NOT_REACHED' })
})

test.each(['', 'x', 'A'.repeat(31), 'A'.repeat(33), `${'A'.repeat(31)}=`, '150', 'A, A'])(
  'the untrusted text %j is no position',
  async (text) => {
    await expect(node().positions.reach(text)).rejects.toMatchObject({ code: 'POSITION_MALFORMED' })
  },
)

test('a position of another ledger, of another store or nobody’s is refused, whatever it names', async () => {
  const told = node().positions.tell(150n)
  const others = [
    node({ place: 'registre.invalid/other/0 eventstoredb 40' }),
    node({ place: 'registre.invalid/positions/0 sqlite 1' }),
    node({ lookupKey: new Uint8Array(32).fill(8) }),
  ]
  const foreign = { code: 'POSITION_FOREIGN' }
  for (const { positions } of others) {
    await expect(positions.reach(told)).rejects.toMatchObject(foreign)
  }
  for (let at = 0; at < told.length; at++) {
    const changed = told.slice(0, at) + (told[at] === 'A' ? 'B' : 'A') + told.slice(at + 1)
    await expect(node().positions.reach(changed)).rejects.toMatchObject(foreign)
  }
})

test('T-08 a position beyond the end of the store is not waited for', async () => {
  const { positions } = node()
  const reached = positions.reach(positions.tell(201n))
  await expect(reached).rejects.toMatchObject({ code: 'POSITION_FOREIGN' })
})
