import { TestLedger } from '../../test/test-ledger.ts'
import { freshKeys, testWorld } from '../../test/test-world.ts'
import { verifyBytes } from '../../test/verify-bytes.ts'
import { canonicalize } from '../entry/jcs.ts'
import { ALGORITHMS } from '../records/algorithms.ts'
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
  ['another version', { v: 'contremarque/trust/2' }],
  ['a tolerance below zero', { clockTolerance: -1 }],
])('TF-01 %s is refused', (_name, changes) => {
  expect(() => parseTrust(bytesOf({ ...trust, ...changes }))).toThrow(malformed)
})

test('TF-08 algorithms are accepted by leaf, from 0 on and rising', () => {
  const rising = [accepted, { ...accepted, from: 100 }]
  expect(parseTrust(bytesOf({ ...trust, algorithms: rising })).algorithms).toEqual(rising)
  for (const algorithms of [
    [],
    [{ ...accepted, from: 1 }],
    [accepted, accepted],
    rising.toReversed(),
  ])
    expect(() => parseTrust(bytesOf({ ...trust, algorithms }))).toThrow(malformed)
})

test.each(Object.keys(ALGORITHMS))(
  'TF-08 another algorithm for %s is accepted of no trust file, batch record or stamping record',
  async (what) => {
    const algorithms = { ...ALGORITHMS, [what]: 'sha-512' }
    expect(() => parseTrust(bytesOf({ ...trust, algorithms: [{ from: 0, algorithms }] }))).toThrow(
      malformed,
    )
    const { items, batches, stamps } = ledger
    const named = (record: object) =>
      new TextEncoder().encode(canonicalize({ ...record, algorithms }))
    const batch = { kind: 'batch', bytes: named(batches[0]!.record) } as const
    const stamp = { kind: 'stamp', bytes: named(stamps[0]!.record) } as const
    for (const [item, code] of [
      [batch, 'BATCH_MALFORMED'],
      [stamp, 'STAMP_MALFORMED'],
    ] as const) {
      const place = items.findIndex(({ kind }) => kind === item.kind)
      const report = await verifyBytes(ledger.export(items.with(place, item)), trust)
      expect(report.verdict).toBe('TOTAL_FAILED')
      const [found] = report.findings.filter((finding) => finding.code === code)
      expect(found?.place.line).toBe(place + 2)
    }
  },
)

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
