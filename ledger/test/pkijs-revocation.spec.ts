import { fromBER } from 'asn1js'
import {
  BasicOCSPResponse,
  Certificate,
  CertificateChainValidationEngine,
  CertificateRevocationList,
  CryptoEngine,
  OCSPResponse,
  setEngine,
} from 'pkijs'
import { webcrypto } from 'node:crypto'
import { toHex } from '../src/bytes/hex.ts'
import { issueCrl } from '../src/certificate/issue-crl.ts'
import { issueOcspResponse } from '../src/certificate/issue-ocsp-response.ts'
import { parseCrl } from '../src/certificate/parse-crl.ts'
import { parseOcspResponse } from '../src/certificate/parse-ocsp.ts'
import { verifyChain } from '../src/certificate/verify-chain.ts'
import { DAY, authority, crypto, endEntity, noon } from './certificate-fixture.ts'

const name = 'node'
setEngine(name, new CryptoEngine({ name, crypto: webcrypto as never }))

const decode = (der: Uint8Array) => fromBER(Uint8Array.from(der).buffer).result
const certificateOf = ({ der }: { readonly der: Uint8Array }) =>
  new Certificate({ schema: decode(der) })
const hex = (bytes: ArrayBuffer): string => toHex(new Uint8Array(bytes))

const root = await authority(null, { name: 'Root', ca: { pathLength: 1 } })
const intermediate = await authority(root, { name: 'Intermediate', ca: { pathLength: 0 } })
const leaf = await endEntity(intermediate)
const neighbour = await endEntity(intermediate, { name: 'Neighbour' })

test('a second opinion: pkijs reads the same revocations from a CRL, and their reasons', async () => {
  const revoked = [
    { serial: leaf.certificate.serial, at: noon - DAY, reason: 1 },
    { serial: neighbour.certificate.serial, at: noon - 2 * DAY },
  ]
  const template = { number: 7, thisUpdate: noon, nextUpdate: noon + DAY, revoked }
  const der = await issueCrl(template, intermediate, crypto)
  const ours = parseCrl(der)
  const theirs = new CertificateRevocationList({ schema: decode(der) })
  expect({
    issuer: toHex(ours.issuer),
    thisUpdate: ours.thisUpdate,
    nextUpdate: ours.nextUpdate,
    extensions: [...ours.extensions.keys()],
    signature: toHex(ours.signature),
    revoked: [...ours.revoked].map(([serial, { at, reason }]) => ({ serial, at, reason })),
  }).toEqual({
    issuer: hex(theirs.issuer.toSchema().toBER()),
    thisUpdate: theirs.thisUpdate.value.getTime(),
    nextUpdate: theirs.nextUpdate!.value.getTime(),
    extensions: theirs.crlExtensions!.extensions.map(({ extnID }) => extnID),
    signature: toHex(theirs.signatureValue.valueBlock.valueHexView),
    revoked: theirs.revokedCertificates!.map((entry) => ({
      serial: toHex(entry.userCertificate.valueBlock.valueHexView),
      at: entry.revocationDate.value.getTime(),
      reason: entry.crlEntryExtensions?.extensions[0]!.parsedValue.valueBlock.valueDec ?? null,
    })),
  })
})

test.each([
  ['good', 'good', 0],
  ['revoked', { revokedAt: noon - DAY, reason: 1 }, 1],
  ['unknown', 'unknown', 2],
] as const)('a second opinion: pkijs reads the same from an OCSP answer: %s', async (...row) => {
  const [said, status, theirStatus] = row
  const der = await issueOcspResponse(
    {
      certificate: leaf.certificate,
      issuer: intermediate.certificate,
      status,
      producedAt: noon,
      thisUpdate: noon - 1000,
      nextUpdate: noon + DAY,
    },
    intermediate,
  )
  const ours = parseOcspResponse(der)
  const { responseBytes } = new OCSPResponse({ schema: decode(der) })
  const basic = decode(responseBytes!.response.valueBlock.valueHexView)
  const theirs = new BasicOCSPResponse({ schema: basic })
  const issuer = certificateOf(intermediate.certificate)
  const answer = await theirs.getCertificateStatus(certificateOf(leaf.certificate), issuer)
  expect(answer).toEqual({ isForCertificate: true, status: theirStatus })
  const other = await theirs.getCertificateStatus(certificateOf(neighbour.certificate), issuer)
  expect(other.isForCertificate).toBe(false)
  const [single] = theirs.tbsResponseData.responses
  expect({ ...ours.answers[0]!, producedAt: ours.producedAt, signature: ours.signature }).toEqual(
    expect.objectContaining({
      status: said,
      producedAt: theirs.tbsResponseData.producedAt.getTime(),
      thisUpdate: single!.thisUpdate.getTime(),
      nextUpdate: single!.nextUpdate!.getTime(),
      signature: new Uint8Array(theirs.signature.valueBlock.valueHexView),
    }),
  )
  const { certificate } = ours.answers[0]!
  expect({
    algorithm: certificate.hashAlgorithm,
    name: toHex(certificate.issuerNameHash),
    key: toHex(certificate.issuerKeyHash),
    serial: toHex(certificate.serial),
  }).toEqual({
    algorithm: single!.certID.hashAlgorithm.algorithmId,
    name: toHex(single!.certID.issuerNameHash.valueBlock.valueHexView),
    key: toHex(single!.certID.issuerKeyHash.valueBlock.valueHexView),
    serial: toHex(single!.certID.serialNumber.valueBlock.valueHexView),
  })
})

test('a second opinion: pkijs finds the chains we find, and no others', async () => {
  const stranger = await authority(null, { name: 'Root' })
  const cases = [
    { roots: [root], intermediates: [intermediate], at: noon },
    { roots: [root], intermediates: [], at: noon },
    { roots: [stranger], intermediates: [intermediate], at: noon },
    { roots: [root], intermediates: [intermediate], at: noon + 6 * DAY },
  ]
  const found: boolean[] = []
  for (const { roots, intermediates, at } of cases) {
    const input = {
      leaf: leaf.certificate,
      intermediates: intermediates.map(({ certificate }) => certificate),
      roots: roots.map(({ certificate }) => certificate),
      at,
    }
    const ours = await verifyChain(input, crypto)
    const engine = new CertificateChainValidationEngine({
      trustedCerts: input.roots.map(certificateOf),
      certs: [...input.intermediates, input.leaf].map(certificateOf),
      checkDate: new Date(at),
    })
    expect((await engine.verify()).result).toBe(ours.ok)
    found.push(ours.ok)
  }
  expect(found).toEqual([true, false, false, false])
})
