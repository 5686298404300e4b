import { generateKeyPairSync, sign } from 'node:crypto'
import type { SignatureCheck } from '../src/crypto/crypto.ts'
import { packChecks, unpackChecks } from './pack-signature-checks.ts'
import { signatureWorkers } from './signature-workers.ts'

function check(text: string): SignatureCheck {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const message = Uint8Array.from(Buffer.from(text))
  return {
    algorithm: 'ecdsa-p256-sha256',
    publicKey: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
    message,
    signature: Uint8Array.from(sign('sha256', message, privateKey)),
  }
}

test('checks come out of a packed buffer as they went in, the keys shared', () => {
  const [a, b] = [check('a'), check('')] as [SignatureCheck, SignatureCheck]
  const checks = [a, b, { ...a, message: Uint8Array.of(1, 2, 3) }]
  const unpacked = unpackChecks(packChecks(checks))
  expect(unpacked).toEqual(checks)
  expect(unpacked[0]!.publicKey).toBe(unpacked[2]!.publicKey)
  expect(unpackChecks(packChecks([]))).toEqual([])
})

test('threads that end leave nobody waiting: what is under way fails, and what is asked after', async () => {
  const workers = signatureWorkers(2)
  const underWay = [check('a'), check('b')].map((one) => workers.verifySignatures([one]))
  const failed = { code: 'WORKER_FAILED' }
  const refused = underWay.map((answer) => expect(answer).rejects.toMatchObject(failed))
  await workers.close()
  await Promise.all(refused)
  await expect(workers.verifySignatures([check('c')])).rejects.toMatchObject(failed)
})

test('threads tell good signatures from bad ones, each in its place, many batches at once', async () => {
  const workers = signatureWorkers(2)
  try {
    const checks = Array.from({ length: 20 }, (_, i) => check(String(i)))
    const bad = checks.map((one, i) => (i % 3 === 0 ? { ...one, message: Uint8Array.of(0) } : one))
    const answers = await Promise.all([
      workers.verifySignatures(checks),
      workers.verifySignatures(bad),
      workers.verifySignatures([{ ...checks[0]!, publicKey: Uint8Array.of(1) }]),
    ])
    expect(answers[0]).toEqual(checks.map(() => true))
    expect(answers[1]).toEqual(checks.map((_, i) => i % 3 !== 0))
    expect(answers[2]).toEqual([false])
  } finally {
    await workers.close()
  }
})
