import { fromBER } from 'asn1js'
import { Certificate, ContentInfo, SignedData, TSTInfo } from 'pkijs'
import { crypto, genTime, imprint, policy, tsaFixture } from '../../test/tsa-fixture.ts'
import { toHex } from '../bytes/hex.ts'
import { verifyToken } from './verify-token.ts'

const fixture = await tsaFixture()

function signedDataOf(token: Uint8Array): SignedData {
  return new SignedData({
    schema: new ContentInfo({ schema: fromBER(token.slice().buffer).result }).content,
  })
}

test('TS-13 pkijs reads our token as we do, and finds its signature valid', async () => {
  const signed = signedDataOf(await fixture.token())
  const content = signed.encapContentInfo.eContent!.valueBlock.valueHexView
  const tstInfo = new TSTInfo({ schema: fromBER(content.slice().buffer).result })
  expect(tstInfo.genTime.getTime()).toBe(genTime)
  expect(tstInfo.policy).toBe(policy)
  expect(toHex(new Uint8Array(tstInfo.messageImprint.hashedMessage.valueBlock.valueHexView))).toBe(
    toHex(imprint),
  )
  expect(tstInfo.accuracy?.millis).toBe(100)
  const trustedCerts = [Certificate.fromBER(fixture.pki.root.der.slice().buffer)]
  const verified = await signed.verify({
    signer: 0,
    trustedCerts,
    checkChain: true,
    checkDate: new Date(genTime),
    data: Uint8Array.of(1, 2, 3).buffer,
  })
  expect(verified).toBe(true)
})

test('TS-13 T-09 where pkijs accepts a certificate that is for no time-stamps, we do not', async () => {
  const seal = await fixture.pki.issue({
    usage: 'seal',
    commonName: 'Seal',
    publicKey: fixture.tsaKey.publicKey,
    notBefore: genTime - 1000,
  })
  const token = await fixture.token({ certificate: seal })
  const trustedCerts = [Certificate.fromBER(fixture.pki.root.der.slice().buffer)]
  const lenient = await signedDataOf(token).verify({
    signer: 0,
    trustedCerts,
    checkChain: true,
    checkDate: new Date(genTime),
    data: Uint8Array.of(1, 2, 3).buffer,
  })
  const strict = await verifyToken(await fixture.evidence({ token }), crypto)
  expect({ lenient, strict: strict.ok }).toEqual({ lenient: true, strict: false })
})
