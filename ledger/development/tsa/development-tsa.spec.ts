import { describeWithProgram } from '../../test/external.ts'
import { opensslVerifyToken } from '../../test/openssl-tsa.ts'
import { crypto, genTime, imprint, nonce, policy, tsaFixture } from '../../test/tsa-fixture.ts'
import {
  derBoolean,
  derExplicit,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { concatBytes } from '../../src/bytes/bytes.ts'
import { toHex } from '../../src/bytes/hex.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { buildTimestampRequest } from '../../src/timestamp/timestamp-request.ts'
import { parseTimestampResponse } from '../../src/timestamp/timestamp-response.ts'
import { verifyToken } from '../../src/timestamp/verify-token.ts'
import { developmentTsa } from './development-tsa.ts'

const fixture = await tsaFixture()
const { certificate, tsaKey } = fixture
const signer = { algorithm: 'ecdsa-p256-sha256', certificate, sign: tsaKey.sign } as const
let now = genTime
let serial = 100n
const clock = (): number => now
const tsa = developmentTsa({ signer, policy, accuracy: 250, clock, serial: () => serial++ }, crypto)
const request = buildTimestampRequest({ imprint, nonce, policy })

async function granted(bytes: Uint8Array): Promise<Uint8Array> {
  const response = parseTimestampResponse(await tsa.answer(bytes))
  expect(response.status).toBe('granted')
  return response.token!
}

test('its token is one that our verifier accepts, of the time of the clock it was given', async () => {
  const evidence = await fixture.evidence({ token: await granted(request), policies: [policy] })
  const result = await verifyToken({ ...evidence, nonce: toHex(nonce) }, crypto)
  expect(result).toMatchObject({ ok: true, genTime, accuracy: 250, notAfter: genTime + 250 })
  now = genTime + 61_001
  expect(parseToken(await granted(request)).tstInfo.genTime).toBe(genTime + 61_001)
})

test('every token has a serial of its own', async () => {
  const serials = [await granted(request), await granted(request)].map(
    (token) => parseToken(token).tstInfo.serial,
  )
  expect(new Set(serials).size).toBe(2)
})

test('without nonce, policy and certificate asked for, the token has policy alone', async () => {
  const short = derSequence(
    derInteger(1),
    derSequence(derSequence(derOid(oid.sha256)), derOctetString(imprint)),
  )
  const token = parseToken(await granted(short))
  expect(token.certificates).toEqual([])
  expect(token.tstInfo).toMatchObject({ nonce: null, policy })
})

const messageImprint = derSequence(derSequence(derOid(oid.sha256)), derOctetString(imprint))
test.each<[string, string, Uint8Array]>([
  ['no DER', 'badDataFormat', Uint8Array.of(1, 2, 3)],
  ['nothing', 'badDataFormat', new Uint8Array(0)],
  ['bytes after the end', 'badDataFormat', concatBytes(request, Uint8Array.of(0))],
  ['version 2', 'badDataFormat', derSequence(derInteger(2), messageImprint)],
  [
    'a short imprint',
    'badDataFormat',
    derSequence(
      derInteger(1),
      derSequence(derSequence(derOid(oid.sha256)), derOctetString(imprint.subarray(1))),
    ),
  ],
  [
    'SHA-1',
    'badAlg',
    derSequence(
      derInteger(1),
      derSequence(derSequence(derOid(oid.sha1)), derOctetString(imprint.subarray(12))),
    ),
  ],
  [
    'another policy',
    'unacceptedPolicy',
    buildTimestampRequest({ imprint, nonce, policy: '1.2.3' }),
  ],
  [
    'an extension',
    'unacceptedExtension',
    derSequence(derInteger(1), messageImprint, derBoolean(true), derExplicit(0, derSequence())),
  ],
])('a request with %s is refused as %s', async (_name, failure, bytes) => {
  const response = parseTimestampResponse(await tsa.answer(bytes))
  expect(response).toMatchObject({ status: 'rejection', failure })
  expect(response).not.toHaveProperty('token')
})

describeWithProgram('openssl', 'the development TSA before openssl', () => {
  test('openssl accepts its token', async () => {
    const root = fixture.pki.root.der
    const verified = opensslVerifyToken(await granted(request), { imprint, root, at: genTime })
    expect(verified.status).toBe(0)
  })
})
