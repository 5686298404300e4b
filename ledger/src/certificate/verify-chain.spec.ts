import { DAY, authority, crypto, endEntity, noon } from '../../test/certificate-fixture.ts'
import type { Authority } from '../../test/certificate-fixture.ts'
import { derNull } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { keyUsageBits, parseCertificate } from './parse-certificate.ts'
import type { Certificate } from './parse-certificate.ts'
import { verifyChain } from './verify-chain.ts'

const root = await authority(null, { name: 'Root' })
const intermediate = await authority(root, { name: 'Intermediate', ca: { pathLength: 0 } })
const leaf = await endEntity(intermediate)

function verify(
  end: Authority,
  changes: {
    intermediates?: readonly Certificate[]
    roots?: readonly Certificate[]
    at?: number
    usage?: string
  } = {},
) {
  const input = {
    leaf: end.certificate,
    intermediates: [intermediate.certificate],
    roots: [root.certificate],
    at: noon,
    ...changes,
  }
  return verifyChain(input, crypto)
}

test('a chain of three verifies, whatever else is offered', async () => {
  const stranger = await authority(null, { name: 'Intermediate' })
  const result = await verify(leaf, {
    intermediates: [
      stranger.certificate,
      root.certificate,
      leaf.certificate,
      intermediate.certificate,
    ],
  })
  expect(result).toEqual({
    ok: true,
    path: [leaf.certificate, intermediate.certificate, root.certificate],
  })
})

test('a leaf that is itself pinned needs no issuer', async () => {
  expect(await verify(leaf, { roots: [leaf.certificate] })).toMatchObject({ ok: true })
})

test('without the intermediate or without a root the chain is incomplete', async () => {
  const incomplete = { ok: false, code: 'CHAIN_INCOMPLETE' }
  expect(await verify(leaf, { intermediates: [] })).toMatchObject(incomplete)
  expect(await verify(leaf, { roots: [] })).toMatchObject({
    ...incomplete,
    subject: 'Intermediate',
  })
})

test('T-08 a root of the same name and another key is not the pinned root', async () => {
  const impostor = await authority(null, { name: 'Root' })
  const forged = await endEntity(impostor)
  const result = await verify(forged, { intermediates: [impostor.certificate] })
  expect(result).toMatchObject({ ok: false, code: 'CERTIFICATE_SIGNATURE_INVALID' })
})

test.each([
  ['a second before', noon - 5 * DAY - 1000, 'CERTIFICATE_NOT_YET_VALID'],
  ['a second after', noon + 5 * DAY + 1000, 'CERTIFICATE_EXPIRED'],
])('%s its validity a leaf is refused', async (_, at, code) => {
  expect(await verify(leaf, { at })).toMatchObject({ ok: false, code, subject: 'Leaf' })
})

test('the first and last instants of validity count', async () => {
  expect(await verify(leaf, { at: noon - 5 * DAY })).toMatchObject({ ok: true })
  expect(await verify(leaf, { at: noon + 5 * DAY + 999 })).toMatchObject({ ok: true })
})

test('an expired intermediate is named', async () => {
  const expired = await authority(root, { name: 'Old', notAfter: noon - DAY })
  const end = await endEntity(expired)
  expect(await verify(end, { intermediates: [expired.certificate] })).toMatchObject({
    code: 'CERTIFICATE_EXPIRED',
    subject: 'Old',
  })
})

test('T-08 what a leaf signs is refused', async () => {
  const end = await endEntity(leaf)
  const intermediates = [leaf.certificate, intermediate.certificate]
  expect(await verify(end, { intermediates })).toMatchObject({
    code: 'CERTIFICATE_NOT_CA',
    subject: 'Leaf',
  })
})

test('a CA whose key usage leaves out certificates is refused', async () => {
  const crlOnly = await authority(root, { name: 'CRL only', keyUsage: [keyUsageBits.crlSign] })
  const end = await endEntity(crlOnly)
  expect(await verify(end, { intermediates: [crlOnly.certificate] })).toMatchObject({
    code: 'CERTIFICATE_NOT_CA',
    subject: 'CRL only',
  })
})

test('pathLenConstraint 0 allows no CA below', async () => {
  const below = await authority(intermediate, { name: 'Below' })
  const end = await endEntity(below)
  const intermediates = [below.certificate, intermediate.certificate]
  expect(await verify(end, { intermediates })).toMatchObject({
    code: 'CERTIFICATE_PATH_TOO_LONG',
    subject: 'Intermediate',
  })
})

test('a chain of more than eight is refused, and a loop ends', async () => {
  let last = root
  const intermediates: Certificate[] = []
  for (let i = 0; i < 8; i++) {
    last = await authority(last, { name: `CA ${String(i)}` })
    intermediates.push(last.certificate)
  }
  const end = await endEntity(last)
  expect(await verify(end, { intermediates })).toMatchObject({ code: 'CERTIFICATE_PATH_TOO_LONG' })
  const selfIssued = await authority(null, { name: 'Loop' })
  expect(
    await verify(await endEntity(selfIssued), { intermediates: [selfIssued.certificate] }),
  ).toMatchObject({ ok: false, code: 'CHAIN_INCOMPLETE' })
})

test('an unknown critical extension is refused, an unknown other one is not', async () => {
  const extension = { id: '1.2.3.4', value: derNull() }
  const critical = await endEntity(intermediate, { extensions: [{ ...extension, critical: true }] })
  const plain = await endEntity(intermediate, { extensions: [{ ...extension, critical: false }] })
  expect(await verify(critical)).toMatchObject({ code: 'CERTIFICATE_EXTENSION_UNSUPPORTED' })
  expect(await verify(plain)).toMatchObject({ ok: true })
})

test('the wanted extended key usage is asked of leaf and intermediates', async () => {
  const extendedKeyUsage = { usages: [oid.timeStamping], critical: true }
  const tsa = await endEntity(intermediate, { extendedKeyUsage })
  const client = { usages: [oid.clientAuthentication], critical: false }
  const narrow = await authority(root, { name: 'Narrow', extendedKeyUsage: client })
  const below = await endEntity(narrow, { extendedKeyUsage })
  const usage = oid.timeStamping
  expect(await verify(tsa, { usage })).toMatchObject({ ok: true })
  expect(await verify(leaf, { usage })).toMatchObject({
    code: 'CERTIFICATE_USAGE_MISMATCH',
    subject: 'Leaf',
  })
  expect(await verify(below, { usage, intermediates: [narrow.certificate] })).toMatchObject({
    code: 'CERTIFICATE_USAGE_MISMATCH',
    subject: 'Narrow',
  })
})

test('no byte of the leaf can be changed unnoticed', async () => {
  const { der } = leaf.certificate
  for (let at = 0; at < der.length; at++) {
    const changed = der.slice()
    changed[at]! ^= 1 << (at % 8)
    let certificate: Certificate
    try {
      certificate = parseCertificate(changed)
    } catch (error) {
      expect(error).toMatchObject({ code: 'CERTIFICATE_MALFORMED' })
      continue
    }
    expect(await verify({ ...leaf, certificate })).toMatchObject({ ok: false })
  }
})
