import { DAY, authority, crypto, endEntity, noon } from '../../test/certificate-fixture.ts'
import type { Authority } from '../../test/certificate-fixture.ts'
import { derNull } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { issueCrl } from './issue-crl.ts'
import type { CrlTemplate } from './issue-crl.ts'
import { issueOcspResponse } from './issue-ocsp-response.ts'
import type { OcspTemplate } from './issue-ocsp-response.ts'
import { keyUsageBits } from './parse-certificate.ts'
import { checkRevocation } from './revocation.ts'

const root = await authority(null, { name: 'Root' })
const impostor = await authority(null, { name: 'Root' })
const leaf = await endEntity(root)
const neighbour = await endEntity(root, { name: 'Neighbour' })
const ocspUsage = { usages: [oid.ocspSigning], critical: false }
const noCheck = { id: oid.ocspNoCheck, critical: false, value: derNull() }
const delegate = await endEntity(root, {
  name: 'OCSP',
  extendedKeyUsage: ocspUsage,
  extensions: [noCheck],
})

function crl(changes: Partial<CrlTemplate> = {}, issuer: Authority = root): Promise<Uint8Array> {
  const template = { number: 1, thisUpdate: noon - DAY, nextUpdate: noon + DAY, revoked: [] }
  return issueCrl({ ...template, ...changes }, issuer, crypto)
}

const revoked = (at: number, reason?: number) => ({
  revoked: [{ serial: leaf.certificate.serial, at, ...(reason !== undefined && { reason }) }],
})

/** Without nextUpdate: newer information is always to be had. */
const always = {
  certificate: leaf.certificate,
  issuer: root.certificate,
  status: 'good',
  producedAt: noon,
  thisUpdate: noon - 1000,
} as const

function ocsp(changes: Partial<OcspTemplate> = {}, responder = root): Promise<Uint8Array> {
  return issueOcspResponse({ ...always, nextUpdate: noon + DAY, ...changes }, responder)
}

function check(data: { crls?: readonly Uint8Array[]; ocsps?: readonly Uint8Array[] }, at = noon) {
  const input = { certificate: leaf.certificate, issuer: root.certificate, crls: [], ocsps: [] }
  return checkRevocation({ ...input, ...data, at }, crypto)
}

const unknown = (code: string) => ({ status: 'unknown', code })

test('nothing at hand is unknown, never good', async () => {
  expect(await check({})).toEqual(unknown('REVOCATION_DATA_MISSING'))
})

describe('CRL', () => {
  test('a current list without the certificate is good', async () => {
    expect(await check({ crls: [await crl()] })).toEqual({
      status: 'good',
      source: 'crl',
      later: null,
    })
    const others = { revoked: [{ serial: neighbour.certificate.serial, at: noon - DAY }] }
    expect(await check({ crls: [await crl(others)] })).toMatchObject({ status: 'good' })
  })

  test('a revocation before the instant, with date and reason', async () => {
    expect(await check({ crls: [await crl(revoked(noon - 1000, 4))] })).toEqual({
      status: 'revoked',
      source: 'crl',
      revocation: { at: noon - 1000, reason: 4 },
    })
  })

  test.each([
    [undefined, 'revoked'],
    [1, 'revoked'],
    [2, 'revoked'],
    [6, 'revoked'],
    [0, 'good'],
    [3, 'good'],
    [4, 'good'],
    [5, 'good'],
  ])('RFC 3161 §4.1: revoked later for reason %p is %s before', async (reason, status) => {
    expect(await check({ crls: [await crl(revoked(noon + 1000, reason))] })).toMatchObject({
      status,
    })
  })

  test('a stale list tells nothing, but what it says was revoked stays so', async () => {
    const stale = { thisUpdate: noon - 3 * DAY, nextUpdate: noon - 2 * DAY }
    expect(await check({ crls: [await crl(stale)] })).toEqual(unknown('REVOCATION_DATA_STALE'))
    const list = await crl({ ...stale, ...revoked(noon - 4 * DAY) })
    expect(await check({ crls: [list] })).toMatchObject({ status: 'revoked' })
  })

  test('a list made after the instant counts until the certificate expires', async () => {
    const after = { thisUpdate: noon + DAY, nextUpdate: noon + 2 * DAY }
    expect(await check({ crls: [await crl(after)] })).toMatchObject({ status: 'good' })
    const late = { thisUpdate: noon + 6 * DAY, nextUpdate: noon + 7 * DAY }
    expect(await check({ crls: [await crl(late)] })).toEqual(unknown('REVOCATION_DATA_TOO_LATE'))
  })

  test('T-08 a list by another key of the same name, or by another issuer, is refused', async () => {
    expect(await check({ crls: [await crl({}, impostor)] })).toEqual(
      unknown('CRL_SIGNATURE_INVALID'),
    )
    const other = await authority(null, { name: 'Other' })
    expect(await check({ crls: [await crl({}, other)] })).toEqual(unknown('CRL_ISSUER_MISMATCH'))
  })

  test('an issuer without the cRLSign usage cannot issue a list', async () => {
    const issuer = await authority(null, { name: 'No lists', keyUsage: [keyUsageBits.keyCertSign] })
    const end = await endEntity(issuer)
    const input = { certificate: end.certificate, issuer: issuer.certificate, ocsps: [], at: noon }
    expect(await checkRevocation({ ...input, crls: [await crl({}, issuer)] }, crypto)).toEqual(
      unknown('CRL_SIGNATURE_INVALID'),
    )
  })

  test('garbage is unknown', async () => {
    expect(await check({ crls: [Uint8Array.of(0x30, 0)] })).toEqual(unknown('CRL_MALFORMED'))
  })

  test('no byte of a list can be changed so that a revoked certificate becomes good', async () => {
    const list = await crl(revoked(noon - 1000, 4))
    for (let at = 0; at < list.length; at++) {
      const changed = list.slice()
      changed[at]! ^= 1 << (at % 8)
      expect((await check({ crls: [changed] })).status).toBe('unknown')
    }
  })
})

describe('OCSP', () => {
  test.each([
    ['the issuer', root],
    ['a delegate', delegate],
  ])('a current answer by %s is good', async (_, responder) => {
    expect(await check({ ocsps: [await ocsp({}, responder)] })).toEqual({
      status: 'good',
      source: 'ocsp',
      later: null,
    })
  })

  test('revoked, with date and reason, and it outweighs a good list', async () => {
    const answer = await ocsp({ status: { revokedAt: noon - 1000, reason: 1 } })
    expect(await check({ ocsps: [answer], crls: [await crl()] })).toEqual({
      status: 'revoked',
      source: 'ocsp',
      revocation: { at: noon - 1000, reason: 1 },
    })
  })

  test('unknown is unknown, about another certificate, or cut, says nothing', async () => {
    expect(await check({ ocsps: [await ocsp({ status: 'unknown' })] })).toEqual(
      unknown('OCSP_STATUS_UNKNOWN'),
    )
    const other = await ocsp({ certificate: neighbour.certificate })
    expect(await check({ ocsps: [other] })).toEqual(unknown('OCSP_OTHER_CERTIFICATE'))
    const foreign = await ocsp({ issuer: impostor.certificate })
    expect(await check({ ocsps: [foreign] })).toEqual(unknown('OCSP_OTHER_CERTIFICATE'))
    const cut = (await ocsp({})).subarray(1)
    expect(await check({ ocsps: [cut] })).toEqual(unknown('OCSP_MALFORMED'))
  })

  test('stale, without next update, too late', async () => {
    const stale = await ocsp({ thisUpdate: noon - 2 * DAY, nextUpdate: noon - DAY })
    expect(await check({ ocsps: [stale] })).toEqual(unknown('REVOCATION_DATA_STALE'))
    const fresh = await issueOcspResponse({ ...always, thisUpdate: noon + 1000 }, root)
    expect(await check({ ocsps: [fresh] })).toMatchObject({ status: 'good' })
    expect(await check({ ocsps: [fresh] }, noon + 2000)).toEqual(unknown('REVOCATION_DATA_STALE'))
    const late = await ocsp({ thisUpdate: noon + 6 * DAY, nextUpdate: noon + 7 * DAY })
    expect(await check({ ocsps: [late] })).toEqual(unknown('REVOCATION_DATA_TOO_LATE'))
  })

  test('T-08 only the issuer or its delegate may answer', async () => {
    const cases: readonly (readonly [Authority, string])[] = [
      [impostor, 'OCSP_SIGNATURE_INVALID'],
      [leaf, 'OCSP_RESPONDER_UNAUTHORISED'],
      [
        await endEntity(root, { name: 'Unchecked', extendedKeyUsage: ocspUsage }),
        'OCSP_RESPONDER_UNAUTHORISED',
      ],
      [
        await endEntity(impostor, { extendedKeyUsage: ocspUsage, extensions: [noCheck] }),
        'OCSP_RESPONDER_UNAUTHORISED',
      ],
      [
        await endEntity(root, {
          name: 'Expired',
          notAfter: noon - DAY,
          extendedKeyUsage: ocspUsage,
          extensions: [noCheck],
        }),
        'OCSP_RESPONDER_UNAUTHORISED',
      ],
    ]
    for (const [responder, code] of cases) {
      expect(await check({ ocsps: [await ocsp({}, responder)] })).toEqual(unknown(code))
    }
  })

  test('a delegate without ocsp-nocheck is accepted when a list clears it', async () => {
    const responder = await endEntity(root, { name: 'Listed', extendedKeyUsage: ocspUsage })
    const stale = { thisUpdate: noon - DAY, nextUpdate: noon + DAY }
    const ocsps = [await ocsp({ status: { revokedAt: noon - DAY } }, responder)]
    expect(await check({ ocsps, crls: [await crl(stale)] })).toMatchObject({
      status: 'revoked',
      source: 'ocsp',
    })
  })

  test('no byte of an answer can be changed unnoticed', async () => {
    const answer = await ocsp({ status: { revokedAt: noon - 1000 } }, delegate)
    for (let at = 0; at < answer.length; at++) {
      const changed = answer.slice()
      changed[at]! ^= 1 << (at % 8)
      expect((await check({ ocsps: [changed] })).status).toBe('unknown')
    }
  })
})
