import { nodeCrypto } from '@contremarque/ledger/node'
import type { StoredEvent } from '../event-store/event-store.js'
import { ProjectionLag } from './projection-lag.js'

const page = [{ position: 7n }, { position: 9n }] as unknown as readonly StoredEvent[]

test('a page is waited for until its events are stored, by whoever is found to have stored them', () => {
  const lag = new ProjectionLag(nodeCrypto())
  expect(lag.isWaiting).toBe(false)
  lag.begin(page)
  lag.stored(6n, 1_000)
  expect(lag.isWaiting).toBe(true)
  lag.stored(9n, 1_000)
  expect(lag.isWaiting).toBe(false)
  expect(lag.at(2_001)).toBe(0)
})
