import { developmentPki } from '../development/index.ts'
import { fileSigner, generateP256, keySigner, nodeCrypto } from '../node/index.ts'
import { ENVELOPE_VERSION } from '../src/entry/envelope.ts'
import type { Envelope } from '../src/entry/envelope.ts'
import type { Signer } from '../src/signature/signer.ts'
import { randomBytes } from 'node:crypto'

export const crypto = nodeCrypto()
export const midSummer = Date.parse('2026-06-21T00:00:00Z')

const digest = 'ab'.repeat(32)
const uuid = '6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90'

/** A complete envelope with something in every member. */
export function exampleEnvelope(changes: Partial<Envelope> = {}): Envelope {
  return {
    v: ENVELOPE_VERSION,
    origin: `development.invalid/demo/${'0123456789abcdef'.repeat(2)}`,
    stream: `expertise-${uuid}`,
    revision: 7,
    type: 'DocumentDeposited',
    typeVersion: 1,
    actor: { id: uuid, role: 'expert' },
    authentication: {
      method: 'development',
      validity: 'good',
      checkedAt: '2026-06-22T07:59:00.000Z',
    },
    request: { key: digest, body: digest },
    documents: [{ id: uuid, sha256: digest, size: 18_233, mediaType: 'application/octet-stream' }],
    commitments: [
      { field: 'documents.0.digest', digest },
      { field: 'documents.0.name', digest },
    ],
    data: { kind: 'pre-report', note: 'élève' },
    occurredAt: { at: '2026-06-22T10:00:00+02:00', basis: 'observed' },
    recordedAt: '2026-06-22T08:00:00.123Z',
    clock: { state: 'measured', offset: -12, age: 4_000 },
    previous: digest,
    anchor: { size: 41, root: digest, token: digest },
    correlation: uuid,
    causation: digest,
    ...changes,
  }
}

/** Sealing keys under one fresh development root. */
export async function sealSigners(count = 1) {
  const root = generateP256()
  const pki = await developmentPki({
    key: keySigner(root.privateKeyPem),
    notBefore: midSummer,
    randomBytes: (length) => randomBytes(length),
    crypto,
  })
  const signers: Signer[] = []
  for (let i = 0; i < count; i++) {
    const { privateKeyPem, publicKey } = generateP256()
    const request = {
      usage: 'seal',
      commonName: `Seal ${i}`,
      publicKey,
      notBefore: midSummer,
    } as const
    signers.push(fileSigner({ privateKeyPem, certificate: await pki.issue(request) }))
  }
  return { pki, signers, signer: signers[0]! }
}
