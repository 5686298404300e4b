import { createCipheriv, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { generateP256 } from '../../node/index.ts'
import { authority, crypto as digests } from '../../test/certificate-fixture.ts'
import { describeWithProgram, runProgram } from '../../test/external.ts'
import { issueCertificate } from '../../src/certificate/issue-certificate.ts'
import { encodePkcs12, type Pkcs12Crypto } from './encode-pkcs12.ts'

const crypto: Pkcs12Crypto = {
  digest: (algorithm, bytes) => digests.digest(algorithm, bytes),
  randomBytes,
  encrypt: (content, { password, salt, iterations, iv }) => {
    const key = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
    const cipher = createCipheriv('aes-256-cbc', key, iv)
    return Buffer.concat([cipher.update(content), cipher.final()])
  },
}

async function made() {
  const root = await authority(null, { name: 'Root' })
  const { privateKeyPem, publicKey } = generateP256()
  const certificate = await issueCertificate(
    {
      subject: { commonName: 'Hélène' },
      publicKey,
      serial: Uint8Array.of(0x40, 1),
      notBefore: Date.now() - 1000,
      notAfter: Date.now() + 86_400_000,
      keyUsage: [0],
      isDevelopment: true,
    },
    root,
    digests,
  )
  const privateKey = Buffer.from(privateKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const friendlyName = 'Dr Hélène Aubry'
  const content = { certificate, privateKey, friendlyName, password: 'épée', iterations: 2048 }
  const pfx = encodePkcs12(content, crypto)
  return { certificate, pfx: Buffer.from(pfx) }
}

test('Node opens it with the password, and with no other', async () => {
  const { pfx } = await made()
  expect(() => createSecureContext({ pfx, passphrase: 'épée' })).not.toThrow()
  expect(() => createSecureContext({ pfx, passphrase: 'epee' })).toThrow(/mac verify failure/)
})

test('a changed byte is noticed', async () => {
  const { pfx } = await made()
  pfx[pfx.length >> 1]! ^= 1
  expect(() => createSecureContext({ pfx, passphrase: 'épée' })).toThrow()
})

describeWithProgram('openssl', 'openssl and PKCS#12', () => {
  test('it finds certificate and key under PBES2, AES-256 and HMAC-SHA-256', async () => {
    const { certificate, pfx } = await made()
    const folder = mkdtempSync(join(tmpdir(), 'contremarque-p12-'))
    const path = join(folder, 'one.p12')
    writeFileSync(path, pfx)
    const args = ['pkcs12', '-info', '-in', path, '-passin', 'pass:épée', '-nodes']
    const { status, stdout, stderr } = runProgram('openssl', args)
    rmSync(folder, { recursive: true })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stderr).toContain('MAC: sha256, Iteration 2048')
    expect(
      stderr.match(/PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256/g),
    ).toHaveLength(2)
    const text = stdout.toString()
    expect(text).toContain('BEGIN PRIVATE KEY')
    const [pem] = /-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----/.exec(text)!
    expect(new X509Certificate(pem).raw).toEqual(Buffer.from(certificate))
  })
})
