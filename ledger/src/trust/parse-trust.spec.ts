import { TestLedger } from '../../test/test-ledger.ts'
import { freshKeys, testWorld } from '../../test/test-world.ts'
import { parseTrust } from './parse-trust.ts'
import { readGenesis, trustFromGenesis } from './trust-from-genesis.ts'

const ledger = await TestLedger.open(await testWorld(freshKeys()))
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 2))
const malformed = expect.objectContaining({ code: 'TRUST_MALFORMED' })
const { trust } = ledger
const [tsa] = trust.tsas
const [accepted] = trust.algorithms

test('TF-01 a trust file comes back whatever its layout', () => {
  expect(parseTrust(bytesOf(trust))).toEqual(trust)
})

test.each<[string, object]>([
  ['no roots', { sealRoots: [] }],
  ['a root that is not base64', { tsaRoots: ['@@@@'] }],
  ['an unknown member', { extra: true }],
  ['an unknown member inside', { tsas: [{ ...tsa, url: 'x' }] }],
  ['a genesis of another form', { genesis: 'AB'.repeat(32) }],
  ['algorithms that do not begin at leaf 0', { algorithms: [{ ...accepted, from: 1 }] }],
  ['algorithms that do not rise', { algorithms: [accepted, accepted] }],
  ['another version', { v: 'contremarque/trust/2' }],
  ['a tolerance below zero', { clockTolerance: -1 }],
])('TF-01 %s is refused', (_name, changes) => {
  expect(() => parseTrust(bytesOf({ ...trust, ...changes }))).toThrow(malformed)
})

test('bytes that are no JSON are refused', () => {
  expect(() => parseTrust(Uint8Array.of(0xff))).toThrow(malformed)
})

test('only a genesis entry gives a trust file', async () => {
  const { envelope, hash } = ledger.entries[0]!
  expect(readGenesis(envelope)?.profile).toBe('development')
  expect(readGenesis({ ...envelope, revision: 1 })).toBeUndefined()
  expect(readGenesis({ ...envelope, data: { ...envelope.data, extra: 1 } })).toBeUndefined()
  const anchors = { hash, sealRoots: [], tsaRoots: [], clockTolerance: 0 }
  expect(() =>
    trustFromGenesis({ ...anchors, envelope: { ...envelope, type: 'TsaAdded' } }),
  ).toThrow(malformed)
})
