import {
  crypto,
  DAY,
  freshKey,
  genTime,
  issuedAt,
  nonce,
  policy,
  tsaFixture,
} from '../../test/tsa-fixture.ts'
import { oid } from '../asn1/oid.ts'
import { toHex } from '../bytes/hex.ts'
import { TokenVerifier, verifyToken } from './verify-token.ts'

const fixture = await tsaFixture()
const { certificate, codes, evidence, issue, token } = fixture

test('TS-01 a token of a pinned TSA is accepted, with its bracket', async () => {
  const pins = [toHex(crypto.digest('sha-256', certificate))]
  const result = await verifyToken(
    await evidence({ nonce: toHex(nonce), policies: [policy], at: genTime }).then((given) => ({
      ...given,
      trust: { ...given.trust, certificates: pins },
    })),
    crypto,
  )
  expect(result).toMatchObject({
    ok: true,
    genTime,
    accuracy: 100,
    notBefore: genTime - 100,
    notAfter: genTime + 100,
    revocation: 'good',
  })
  expect(result.ok && result.certificate.der).toEqual(certificate)
})

test('TS-02 without fraction the bracket is a second wider; without accuracy it is the pinned one', async () => {
  const whole = genTime - (genTime % 1000)
  const changes = { tstInfo: { genTime: whole, accuracy: 0 } }
  const result = await verifyToken(await evidence({ token: await token(changes) }), crypto)
  expect(result).toMatchObject({ accuracy: null, notBefore: whole - 1000, notAfter: whole + 2000 })
})

test('TS-08 all problems are reported, not the first one only', async () => {
  const bad = await issue({
    extendedKeyUsage: { usages: [oid.clientAuthentication], critical: false },
    notAfter: genTime - DAY,
  })
  const found = await codes(
    { certificate: bad, key: freshKey() },
    { imprint: new Uint8Array(32), nonce: '01', policies: [] },
  )
  expect(found.toSorted()).toEqual([
    'TOKEN_CERTIFICATE_EXPIRED',
    'TOKEN_EKU_MISSING',
    'TOKEN_IMPRINT_MISMATCH',
    'TOKEN_NONCE_MISMATCH',
    'TOKEN_POLICY_NOT_ACCEPTED',
    'TOKEN_SIGNATURE_INVALID',
  ])
})

test('TS-09 a kept verifier verifies no signature above the TSA twice, and never trusts by memory', async () => {
  let verified = 0
  const counting: typeof crypto = {
    digest: crypto.digest,
    verifySignatures: (checks) => {
      verified += checks.length
      return crypto.verifySignatures(checks)
    },
  }
  const verifier = new TokenVerifier(fixture.trust, counting)
  const given = await evidence()
  expect(await verifier.verify(given)).toMatchObject({ ok: true })
  expect(verified).toBe(3)
  const next = await token({ tstInfo: { serial: 9n, genTime: genTime + 10_000 } })
  expect(await verifier.verify({ ...given, token: next })).toMatchObject({ ok: true })
  expect(verified).toBe(4)
  const late = await token({ tstInfo: { genTime: issuedAt + 400 * DAY } })
  expect(await verifier.verify({ ...given, token: late })).toMatchObject({ ok: false })
  const forged = await token({ key: freshKey() })
  expect(await verifier.verify({ ...given, token: forged })).toMatchObject({ ok: false })
})
