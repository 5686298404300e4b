import { describeWithProgram } from '../../test/external.ts'
import { type OpensslTsa, opensslTsa, opensslVerifyToken } from '../../test/openssl-tsa.ts'
import {
  crypto,
  freshKey,
  genTime,
  imprint,
  issuedAt,
  nonce,
  policy,
  signingCertificateV2,
  type TokenChanges,
  tsaFixture,
} from '../../test/tsa-fixture.ts'
import { oid } from '../asn1/oid.ts'
import { toHex } from '../bytes/hex.ts'
import { buildTimestampRequest, timestampNonce } from './timestamp-request.ts'
import { parseTimestampResponse } from './timestamp-response.ts'
import { verifyToken } from './verify-token.ts'

describeWithProgram('openssl', 'tokens of openssl ts', () => {
  const tsas: OpensslTsa[] = []
  const open = (...options: Parameters<typeof opensslTsa>): OpensslTsa => {
    const tsa = opensslTsa(...options)
    tsas.push(tsa)
    return tsa
  }
  afterAll(() => tsas.forEach((tsa) => tsa.dispose()))

  test.each<Parameters<typeof opensslTsa>>([
    ['rsa'],
    ['p256'],
    ['p256', { accuracy: false, essDigest: 'sha1' }],
    ['rsa', { accuracy: true, essDigest: 'sha512' }],
  ])('TS-10 a token of an openssl TSA passes: %s %j', async (...options) => {
    const tsa = open(...options)
    const asked = timestampNonce(globalThis.crypto.getRandomValues(new Uint8Array(8)))
    const response = parseTimestampResponse(
      tsa.answer(buildTimestampRequest({ imprint, nonce: asked, policy })),
    )
    expect(response.status).toBe('granted')
    const evidence = {
      token: response.token!,
      imprint,
      nonce: toHex(asked),
      policies: [policy],
      chain: [],
      crls: [],
      ocsps: [],
    }
    const trust = {
      roots: [tsa.root],
      accuracy: 1000,
      certificates: [toHex(crypto.digest('sha-256', tsa.certificate))],
    }
    const result = await verifyToken({ ...evidence, trust, at: Date.now() + 1000 }, crypto)
    const accuracy = options[1]?.accuracy === false ? null : 1501
    expect(result).toMatchObject({ ok: true, accuracy, revocation: 'unknown' })
    if (!result.ok) return
    expect(result.notAfter - result.notBefore).toBe(2 * (accuracy ?? 1000) + 1000)
    const theirs = opensslVerifyToken(response.token!, { imprint, root: tsa.root })
    expect(theirs.status).toBe(0)
  })

  test('TS-10 openssl accepts our token, and refuses with us what it looks at', async () => {
    const fixture = await tsaFixture()
    const seal = await fixture.pki.issue({
      usage: 'seal',
      commonName: 'Seal',
      publicKey: fixture.tsaKey.publicKey,
      notBefore: issuedAt,
    })
    const loose = await fixture.issue({
      extendedKeyUsage: { usages: [oid.timeStamping], critical: false },
    })
    const both = await fixture.issue({
      extendedKeyUsage: { usages: [oid.timeStamping, oid.clientAuthentication], critical: true },
    })
    const bad = signingCertificateV2(Uint8Array.from([4, 32, ...new Uint8Array(32)]))
    const changes: [boolean, TokenChanges][] = [
      [true, {}],
      [false, { tstInfo: { imprint: new Uint8Array(32) } }],
      [false, { certificate: seal }],
      [false, { certificate: loose }],
      [false, { certificate: both }],
      [false, { key: freshKey() }],
      [false, { attributes: ({ contentType, messageDigest }) => [contentType, messageDigest] }],
      [
        false,
        { attributes: ({ contentType, messageDigest }) => [contentType, messageDigest, bad] },
      ],
      [false, { signers: (signer) => [signer, signer] }],
    ]
    for (const [isGood, change] of changes) {
      const token = await fixture.token(change)
      const ours = await verifyToken(await fixture.evidence({ token, nonce: toHex(nonce) }), crypto)
      const theirs = opensslVerifyToken(token, { imprint, root: fixture.pki.root.der, at: genTime })
      expect({ ours: ours.ok, theirs: theirs.status === 0 }).toEqual({
        ours: isGood,
        theirs: isGood,
      })
    }
  })
})
