import { excessRights } from '../../src/event-store/eventstoredb/access.js'
import { realServer } from './real-server.js'

test('T-04 a prepared server refuses what must be refused, another is told of', async () => {
  const server = await realServer()
  const expected = server.credentials === undefined ? ['anybody may read $all'] : []
  expect(await excessRights(server)).toEqual(expected)
})
