import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTimestampRequest } from '../../development/tsa/parse-timestamp-request.ts'
import { describeWithProgram, runProgram } from '../../test/external.ts'
import { toHex } from '../bytes/hex.ts'
import { oid } from '../asn1/oid.ts'
import { buildTimestampRequest, timestampNonce } from './timestamp-request.ts'

const imprint = new Uint8Array(32).fill(0xab)
const nonce = Uint8Array.from([0x41, 0, 0xff, 0, 0, 0, 0, 7])
const malformed = expect.objectContaining({ code: 'TIMESTAMP_MALFORMED' })

test('TS-11 a request asks for the certificate and reads back as it was made', () => {
  const request = { imprint, nonce, policy: '1.2.3' }
  expect(parseTimestampRequest(buildTimestampRequest(request))).toEqual({
    ...request,
    imprintAlgorithm: oid.sha256,
    wantsCertificate: true,
    hasExtensions: false,
  })
  const free = parseTimestampRequest(buildTimestampRequest({ imprint, nonce }))
  expect(free.policy).toBeNull()
})

test.each([
  { imprint: imprint.subarray(1), nonce },
  { imprint, nonce: new Uint8Array(0) },
  { imprint, nonce: Uint8Array.of(0, 1) },
  { imprint, nonce: Uint8Array.of(0x80, 1) },
])('TS-11 no request is made that a TSA would have to read in another way (%#)', (request) => {
  expect(() => buildTimestampRequest(request)).toThrow(malformed)
})

test('TS-11 any random bytes become a nonce of the same length that every TSA can echo', () => {
  for (let byte = 0; byte < 256; byte++) {
    const made = timestampNonce(Uint8Array.from([byte, 1, 2, 3, 4, 5, 6, byte]))
    expect(made).toHaveLength(8)
    expect(made[0]).toBeGreaterThanOrEqual(0x40)
    expect(made[0]).toBeLessThan(0x80)
    expect(toHex(made.subarray(1))).toBe(`010203040506${toHex(Uint8Array.of(byte))}`)
  }
})

describeWithProgram('openssl', 'requests before openssl', () => {
  test('TS-11 openssl reads the request', () => {
    const request = buildTimestampRequest({ imprint, nonce, policy: '1.2.3.4' })
    const folder = mkdtempSync(join(tmpdir(), 'request-'))
    writeFileSync(join(folder, 'request'), request)
    const args = ['ts', '-query', '-in', join(folder, 'request'), '-text']
    const { stdout } = runProgram('openssl', args)
    rmSync(folder, { recursive: true })
    const text = stdout.toString()
    expect(text).toMatch(/Hash Algorithm: sha256/)
    expect(text).toMatch(/Policy OID: 1\.2\.3\.4/)
    expect(text).toMatch(/Nonce: 0x4100FF0000000007/i)
    expect(text).toMatch(/Certificate required: yes/)
  })
})
