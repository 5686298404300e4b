import { ALGORITHMS, encodeRecord, type StampToken } from '@contremarque/ledger'
import type { WaitingBatch } from './stamp-run.js'
import { makeStamp } from './make-stamp.js'

const run = [{ record: { batch: 3 } }, { record: { batch: 4 } }] as WaitingBatch[]
const imprint = new Uint8Array(32)
const at = Date.UTC(2026, 10, 22)

function token(tsa: string, listLength: number): StampToken {
  const crls = [Buffer.alloc(listLength, 7).toString('base64')]
  return { tsa, nonce: '01', policy: '1.2.3', token: 'AAAA', chain: [], crls, ocsps: [] }
}

const sizes = (tokens: readonly StampToken[]) => tokens.map(({ crls }) => crls[0]?.length ?? 0)

test('what fits is kept as it is', () => {
  const tokens = [token('a', 3_000), token('b', 300_000)]
  expect(makeStamp(run, imprint, tokens, at)).toMatchObject({
    ...{ firstBatch: 3, lastBatch: 4, tokens },
    stampedAt: '2026-11-22T00:00:00.000Z',
  })
})

test('RC-04 where revocation data has no room in the record the longest is left to a later one', () => {
  const tokens = [
    token('a', 200_000),
    token('b', 262_144),
    token('c', 262_144),
    token('d', 260_000),
  ]
  const stamp = makeStamp(run, imprint, tokens, at)
  expect(sizes(stamp.tokens)).toEqual([266_668, 0, 349_528, 346_668])
  const origin = `development.invalid/test/${'0'.repeat(32)}`
  const linked = { ...stamp, origin, algorithms: ALGORITHMS, stamp: 0, previous: null }
  expect(encodeRecord(linked).length).toBeLessThan(1024 * 1024)
})
