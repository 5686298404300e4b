import { generateKeyPairSync, verify } from 'node:crypto'
import { midSummer, sealSigners } from '../test/entry-fixture.ts'
import { fileSigner, noteSigner } from './file-signer.ts'
import { generateEd25519, generateP256 } from './generate-key.ts'
import { keySigner } from './key-signer.ts'
import { nodeCrypto } from './node-crypto.ts'

const { pki } = await sealSigners()
const passphrase = 'un-mot-de-passe-secret'
const message = new TextEncoder().encode('message')

async function certify(publicKey: Uint8Array): Promise<Uint8Array> {
  return pki.issue({ usage: 'seal', commonName: 'Seal', publicKey, notBefore: midSummer })
}

function refusal(make: () => unknown): Error {
  try {
    make()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a refusal')
}

test.each([undefined, passphrase])('a key file with passphrase %p signs', async (secret) => {
  const { privateKeyPem, publicKey } = generateP256(secret)
  expect(privateKeyPem.includes('ENCRYPTED')).toBe(secret !== undefined)
  const certificate = await certify(publicKey)
  const file = { privateKeyPem, certificate, ...(secret !== undefined && { passphrase: secret }) }
  const signer = fileSigner(file)
  const signature = await signer.sign(message)
  const check = { algorithm: signer.algorithm, publicKey, signature, message }
  expect(await nodeCrypto().verifySignatures([check])).toEqual([true])
})

test('a note signer has 32 bytes of public key and signs with Ed25519', async () => {
  const { privateKeyPem, publicKey } = generateEd25519(passphrase)
  const signer = noteSigner({ privateKeyPem, passphrase, name: 'development.invalid/demo' })
  expect(signer.publicKey).toEqual(publicKey.subarray(-32))
  const key = { key: Buffer.from(publicKey), format: 'der', type: 'spki' } as const
  expect(verify(null, message, key, await signer.sign(message))).toBe(true)
})

test('E-09 whatever cannot be used is refused, and nothing of key or passphrase leaks', async () => {
  const encrypted = generateP256(passphrase)
  const plain = generateP256()
  const certificate = await certify(encrypted.publicKey)
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  const sec1 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const pem = (key: typeof p384, type: 'pkcs8' | 'sec1') => key.export({ type, format: 'pem' })
  const { privateKeyPem } = encrypted
  const errors = [
    () => fileSigner({ privateKeyPem, certificate }),
    () => fileSigner({ privateKeyPem, certificate, passphrase: 'wrong' }),
    () => fileSigner({ privateKeyPem: 'nonsense', certificate }),
    () => fileSigner({ privateKeyPem: plain.privateKeyPem, certificate }),
    () => fileSigner({ privateKeyPem: plain.privateKeyPem, certificate: Uint8Array.of(0x30, 0) }),
    () => fileSigner({ privateKeyPem: pem(p384, 'pkcs8'), certificate }),
    () => fileSigner({ privateKeyPem: pem(sec1, 'sec1'), certificate }),
    () => fileSigner({ privateKeyPem: generateEd25519().privateKeyPem, certificate }),
    () => noteSigner({ privateKeyPem: plain.privateKeyPem, name: 'x' }),
    () => keySigner(pem(p384, 'pkcs8')),
    () => keySigner(privateKeyPem),
  ].map(refusal)
  for (const error of errors) {
    expect(error).toMatchObject({ code: 'KEY_UNUSABLE', details: {} })
    expect(error.cause).toBeUndefined()
    expect(`${error.message}${error.stack ?? ''}`).not.toContain(passphrase)
  }
})
