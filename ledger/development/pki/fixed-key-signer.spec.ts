import fc from 'fast-check'
import { nodeCrypto } from '../../node/index.ts'
import { encodeUtf8 } from '../../src/bytes/utf8.ts'
import { encodeEcdsaSignature, toLowS } from '../../src/signature/ecdsa-signature.ts'
import { fixedKeySigner } from './fixed-key-signer.ts'

test('RFC 6979 §A.2.5, P-256 with SHA-256 over "sample"', async () => {
  const secret = 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'
  const signer = fixedKeySigner(Uint8Array.fromHex(secret))
  expect(signer.publicKey.toHex()).toContain(
    '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  )
  const r = 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716'
  const s = 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'
  const published = toLowS({ r: Uint8Array.fromHex(r), s: Uint8Array.fromHex(s) })
  expect(await signer.sign(encodeUtf8('sample'))).toEqual(encodeEcdsaSignature(published))
})

test('signatures of any key and message verify elsewhere and repeat', async () => {
  const crypto = nodeCrypto()
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
  await fc.assert(
    fc.asyncProperty(bytes, fc.uint8Array(), async (seed, message) => {
      const secret = Uint8Array.from(seed, (byte, i) => (i === 0 ? byte & 0x7f : byte | 1))
      const { algorithm, publicKey, sign } = fixedKeySigner(secret)
      const signature = await sign(message)
      expect(await sign(message)).toEqual(signature)
      const check = { algorithm, publicKey, signature, message }
      expect(await crypto.verifySignatures([check])).toEqual([true])
    }),
    { numRuns: 5 },
  )
})

test.each(['00'.repeat(32), 'ff'.repeat(32), '01'])('the secret %s is refused', (hex) => {
  expect(() => fixedKeySigner(Uint8Array.fromHex(hex))).toThrow(
    expect.objectContaining({ code: 'KEY_UNUSABLE' }),
  )
})
