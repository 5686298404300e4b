import { generateP256, keySigner, nodeCrypto } from '../../node/index.ts'
import { buildOcspRequest } from '../../src/certificate/ocsp-request.ts'
import { parseCertificate } from '../../src/certificate/parse-certificate.ts'
import { checkRevocation } from '../../src/certificate/revocation.ts'
import { developmentPki } from './development-pki.ts'
import { answerOcsp } from './ocsp-responder.ts'

const crypto = nodeCrypto()
const notBefore = Date.parse('2026-06-21T00:00:00Z')
const noon = notBefore + 12 * 3_600_000

async function world() {
  const pki = await developmentPki({
    key: keySigner(generateP256().privateKeyPem),
    notBefore,
    randomBytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
    crypto,
  })
  const issue = async (commonName: string) => {
    const { publicKey } = generateP256()
    return parseCertificate(await pki.issue({ usage: 'persona', commonName, publicKey, notBefore }))
  }
  return { pki, good: await issue('Good'), revoked: await issue('Revoked') }
}

test('a request gets an answer about its certificate, which says what is known of it', async () => {
  const { pki, good, revoked } = await world()
  const statusOf = (serial: Uint8Array) =>
    Buffer.compare(serial, revoked.serial) === 0 ? { revokedAt: notBefore } : ('good' as const)
  const options = { pki, statusOf, now: () => noon, lifetime: 60_000 }
  for (const [certificate, status] of [
    [good, 'good'],
    [revoked, 'revoked'],
  ] as const) {
    const answer = await answerOcsp(buildOcspRequest(certificate, pki.root), options)
    const input = { certificate, issuer: pki.root, crls: [], ocsps: [answer], at: noon }
    expect(await checkRevocation(input, crypto)).toMatchObject({ status })
  }
})

test('of another authority, or no request: an error of the protocol, and no answer', async () => {
  const [{ pki }, other] = [await world(), await world()]
  const options = { pki, statusOf: () => 'good' as const, now: () => noon, lifetime: 60_000 }
  const foreign = await answerOcsp(buildOcspRequest(other.good, other.pki.root), options)
  expect([...foreign]).toEqual([0x30, 3, 0x0a, 1, 6])
  expect([...(await answerOcsp(Uint8Array.of(1, 2, 3), options))]).toEqual([0x30, 3, 0x0a, 1, 1])
})
