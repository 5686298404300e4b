import { exampleLedger } from '../../test/example-ledger.ts'
import { TestLedger } from '../../test/test-ledger.ts'
import { freshKeys, testWorld, type World } from '../../test/test-world.ts'
import { codes, verifyBytes } from '../../test/verify-bytes.ts'
import { parseCertificate } from '../certificate/parse-certificate.ts'
import type { RevocationRecord } from '../records/records.ts'
import { parseToken } from '../timestamp/parse-token.ts'

const keys = freshKeys()
const DAY = 86_400_000
let world: World
let ledger: TestLedger

/** Four stamps, of which those in the middle came without revocation data. */
beforeEach(async () => {
  world = await testWorld(keys)
  ledger = await TestLedger.open(world)
  await another()
  await another()
  await another([world.crl])
})

async function another(crls: readonly Uint8Array[] = []): Promise<void> {
  await ledger.seal()
  await ledger.stamp({ crls })
}

const verdict = async () => {
  const report = await verifyBytes(ledger.export(), ledger.trust)
  return [report.verdict, report.findings.map(({ code, place }) => [code, place.stamp])]
}

const unknown = (...stamps: number[]) => [
  'INDETERMINATE',
  stamps.map((stamp) => ['TOKEN_REVOCATION_UNKNOWN', stamp]),
]

/** A list about the authority's certificate, of another time or with it revoked. */
async function listed(change: {
  nextUpdate?: number
  revoked?: { at: number; reason?: number }
}): Promise<RevocationRecord['crls']> {
  const { serial } = parseCertificate(world.tsaCertificate)
  const { nextUpdate = world.clock.now + DAY, revoked } = change
  const crl = await world.pki.issueCrl({
    number: 2,
    thisUpdate: nextUpdate - 2 * DAY,
    nextUpdate,
    revoked: revoked === undefined ? [] : [{ serial, ...revoked }],
  })
  return [crl.toBase64()]
}

/** When the token of a stamp was made. */
function timeOf(stamp: number): number {
  const { token } = ledger.stamps[stamp]!.record.tokens[0]!
  return parseToken(Uint8Array.fromBase64(token)).tstInfo.genTime
}

test('RC-12 without the data a verification cannot conclude, with a later record it passes', async () => {
  expect(await verdict()).toEqual(unknown(1, 2))
  ledger.revocation()
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})

test('RC-12 stamps go on behind it, and are counted without it', async () => {
  ledger.revocation()
  await another([world.crl])
  const report = await verifyBytes(ledger.export(), ledger.trust)
  expect([report.verdict, codes(report)]).toEqual(['TOTAL_PASSED', []])
  expect(report.stamps).toBe(5)
})

test('RC-13 it speaks of the stamps it names only, and of the authority it names only', async () => {
  ledger.revocation({ firstStamp: 2 })
  expect(await verdict()).toEqual(unknown(1))
  ledger.revocation({ tsa: 'other' })
  expect(await verdict()).toEqual(unknown(1))
  ledger.revocation({ lastStamp: 1 })
  expect(await verdict()).toEqual(['TOTAL_PASSED', []])
})

test('RC-13 each token is covered by its own time', async () => {
  const end = timeOf(1) + 1
  ledger.revocation({ crls: await listed({ nextUpdate: end - (end % 1000) + 1000 }) })
  const isOne = timeOf(2) > end + 1000
  expect(isOne).toBe(true)
  expect(await verdict()).toEqual(unknown(2))
})

test('RC-13 a list by nobody that is trusted, or of nonsense, settles nothing', async () => {
  const other = await testWorld(freshKeys())
  ledger.revocation({ crls: [other.crl.toBase64(), 'AAAA'] })
  expect(await verdict()).toEqual(unknown(1, 2))
})

test('RC-14 what shows the certificate to be revoked makes its tokens invalid', async () => {
  const at = timeOf(2) - 1
  ledger.revocation({ crls: await listed({ revoked: { at: at - (at % 1000), reason: 4 } }) })
  const [total, findings] = await verdict()
  expect(total).toBe('TOTAL_FAILED')
  expect(findings).toEqual([['TOKEN_CERTIFICATE_REVOKED', 2]])
})

test('RC-14 a compromised key makes all of them invalid, also those before', async () => {
  ledger.revocation({ crls: await listed({ revoked: { at: world.clock.now, reason: 1 } }) })
  expect(await verdict()).toEqual([
    'TOTAL_FAILED',
    [
      ['TOKEN_CERTIFICATE_REVOKED', 1],
      ['TOKEN_CERTIFICATE_REVOKED', 2],
    ],
  ])
})

test('RC-12 it is a link of the chain: none can be taken out or put in', async () => {
  ledger.revocation()
  const { items } = ledger
  await another([world.crl])
  const without = items.filter((item) => item !== items.at(-3))
  const report = await verifyBytes(ledger.export(without), ledger.trust)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toContain('STAMP_GAP')
  const twice = items.flatMap((item) => (item === items.at(-3) ? [item, item] : [item]))
  const doubled = await verifyBytes(ledger.export(twice), ledger.trust)
  expect(codes(doubled)).toContain('STAMP_GAP')
})

test('RC-12 one of another ledger is a failure', async () => {
  const origin = `development.invalid/other/${'0'.repeat(32)}`
  ledger.revocation({ origin })
  expect((await verdict())[1]).toContainEqual(['ORIGIN_MISMATCH', 4])
})

test('the example ledger needs none', async () => {
  const example = await exampleLedger(await testWorld(keys))
  expect((await verifyBytes(example.export(), example.trust)).verdict).toBe('TOTAL_PASSED')
})
