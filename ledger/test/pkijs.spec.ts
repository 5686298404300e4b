import { fromBER } from 'asn1js'
import {
  Certificate,
  CertificateRevocationList,
  ContentInfo,
  CryptoEngine,
  SignedData,
  setEngine,
} from 'pkijs'
import { webcrypto } from 'node:crypto'
import { toHex } from '../src/bytes/hex.ts'
import { keyUsageBits, parseCertificate } from '../src/certificate/parse-certificate.ts'
import { parseCrl } from '../src/certificate/parse-crl.ts'
import { issueCrl } from '../src/certificate/issue-crl.ts'
import { signEntry } from '../src/entry/sign-entry.ts'
import { DAY, authority, endEntity, noon } from './certificate-fixture.ts'
import { crypto, exampleEnvelope, sealSigners } from './entry-fixture.ts'

const name = 'node'
setEngine(name, new CryptoEngine({ name, crypto: webcrypto as never }))

const decode = (der: Uint8Array) => fromBER(Uint8Array.from(der).buffer).result

async function verifyWithPkijs(entry: Uint8Array, root: Uint8Array): Promise<boolean> {
  const contentInfo = new ContentInfo({ schema: decode(entry) })
  const signedData = new SignedData({ schema: contentInfo.content as never })
  const trustedCerts = [new Certificate({ schema: decode(root) })]
  const checkDate = new Date('2026-07-01T00:00:00Z')
  return signedData
    .verify({ signer: 0, checkChain: true, trustedCerts, checkDate })
    .catch(() => false)
}

test('a second opinion: pkijs verifies an entry, and refuses a changed one', async () => {
  const { pki, signer } = await sealSigners()
  const { der } = await signEntry(exampleEnvelope(), signer, crypto)
  expect(await verifyWithPkijs(der, pki.root.der)).toBe(true)
  const changed = der.slice()
  changed[changed.length - 1]! ^= 1
  expect(await verifyWithPkijs(changed, pki.root.der)).toBe(false)
})

test('a second opinion: pkijs reads the same from a certificate and a CRL', async () => {
  const root = await authority(null, { name: 'Root', ca: { pathLength: 3 } })
  const leaf = await endEntity(root)
  for (const { der } of [root.certificate, leaf.certificate]) {
    const ours = parseCertificate(der)
    const theirs = new Certificate({ schema: decode(der) })
    const hex = (bytes: ArrayBuffer): string => toHex(new Uint8Array(bytes))
    expect({
      serial: toHex(ours.serial),
      notBefore: ours.notBefore,
      notAfter: ours.notAfter,
      publicKey: toHex(ours.publicKey),
      extensions: [...ours.extensions.keys()],
    }).toEqual({
      serial: hex(theirs.serialNumber.valueBlock.valueHexView.slice().buffer),
      notBefore: theirs.notBefore.value.getTime(),
      notAfter: theirs.notAfter.value.getTime(),
      publicKey: hex(theirs.subjectPublicKeyInfo.toSchema().toBER()),
      extensions: theirs.extensions!.map(({ extnID }) => extnID),
    })
  }
  expect(root.certificate).toMatchObject({ isCa: true, pathLength: 3 })
  expect([...root.certificate.keyUsage!]).toEqual([keyUsageBits.keyCertSign, keyUsageBits.crlSign])
  const { serial } = leaf.certificate
  const template = {
    number: 1,
    thisUpdate: noon,
    nextUpdate: noon + DAY,
    revoked: [{ serial, at: noon }],
  }
  const crl = await issueCrl(template, root, crypto)
  const theirs = new CertificateRevocationList({ schema: decode(crl) })
  const issuerCertificate = new Certificate({ schema: decode(root.certificate.der) })
  expect(await theirs.verify({ issuerCertificate })).toBe(true)
  expect(
    theirs.isCertificateRevoked(new Certificate({ schema: decode(leaf.certificate.der) })),
  ).toBe(true)
  expect([...parseCrl(crl).revoked.keys()]).toEqual([toHex(serial)])
})
