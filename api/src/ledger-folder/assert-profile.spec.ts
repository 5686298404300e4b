import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  formatVerifierKey,
  keyUsageBits,
  toBase64,
  TRUST_VERSION,
  type KeySigner,
  type Trust,
} from '@contremarque/ledger'
import { fixedKeySigner } from '@contremarque/ledger/development'
import {
  generateEd25519,
  generateP256,
  keySigner,
  nodeCrypto,
  noteSigner,
} from '@contremarque/ledger/node'
import { issueCertificate } from '../../../ledger/src/certificate/issue-certificate.js'
import { assertProfile } from './assert-profile.js'
import { INFO_VERSION, type LedgerInfo } from './ledger-info.js'

const crypto = nodeCrypto()
const origin = `registre.example.fr/expertises/${'0'.repeat(32)}`
const file = new URL('../../../ledger/vectors/keys.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
const { note: vectorNote, ...vectorKeys } = vectors
const fresh = generateP256().privateKeyPem

test('keys of nobody else are welcome in production', async () => {
  await expect(production({})).resolves.toBeUndefined()
})

test.each(Object.keys(vectorKeys))(
  'T-25 the vector key %s signs nothing in production, whoever certified it',
  async (name) => {
    const key = keySigner(vectors[name]!)
    for (const place of ['seal', 'sealRoot', 'tsaRoot']) {
      await expect(production({ [place]: key })).rejects.toMatchObject({
        code: 'DEVELOPMENT_IN_PRODUCTION',
        message: expect.stringContaining('published key'),
      })
    }
  },
)

test.each([1, 2])('T-25 nor does key %d of the example in the specification', async (byte) => {
  const key = fixedKeySigner(new Uint8Array(32).fill(byte))
  await expect(production({ seal: key })).rejects.toMatchObject({
    code: 'DEVELOPMENT_IN_PRODUCTION',
  })
})

test('T-25 nor does the vector key of checkpoints', async () => {
  await expect(production({ note: vectorNote! })).rejects.toMatchObject({
    code: 'DEVELOPMENT_IN_PRODUCTION',
    message: expect.stringContaining('checkpoint'),
  })
})

interface Keys {
  readonly seal?: KeySigner
  readonly sealRoot?: KeySigner
  readonly tsaRoot?: KeySigner
  readonly note?: string
}

/** Looks at a production folder with these keys, fresh ones where none is given. */
async function production({ seal, sealRoot, tsaRoot, note }: Keys): Promise<void> {
  const checkpoints = noteSigner({
    privateKeyPem: note ?? generateEd25519().privateKeyPem,
    name: origin,
  })
  const algorithms = {
    leaf: 'sha-256',
    entry: 'ecdsa-p256-sha256',
    note: 'ed25519',
    evidence: 'sha-256',
  } as const
  const trust: Trust = {
    v: TRUST_VERSION,
    origin,
    profile: 'production',
    genesis: '0'.repeat(64),
    algorithms: [{ from: 0, algorithms }],
    checkpointKey: formatVerifierKey(checkpoints, crypto),
    sealRoots: [toBase64(await certificate(sealRoot))],
    tsaRoots: [toBase64(await certificate(tsaRoot))],
    tsas: [],
    clockTolerance: 0,
  }
  assertProfile(info, trust, await certificate(seal))
}

const info: LedgerInfo = {
  v: INFO_VERSION,
  origin,
  name: 'expertises',
  profile: 'production',
  store: 'sqlite',
  personalData: 'sqlite',
  documents: 'folder',
  ledgerId: '6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90',
  createdAt: '2026-01-01T00:00:00.000Z',
  tsas: [
    { name: 'tsa', url: 'https://tsa.example.fr/', policy: null, chain: [], crls: [], ocsp: null },
  ],
}

/** Without the development marker, as a public authority would issue it. */
function certificate(key = keySigner(fresh)): Promise<Uint8Array> {
  return issueCertificate(
    {
      subject: { country: 'FR', organization: 'Test', commonName: 'Test' },
      publicKey: key.publicKey,
      serial: Uint8Array.from([64, ...randomBytes(15)]),
      notBefore: 0,
      notAfter: Date.parse('2049-01-01T00:00:00Z'),
      keyUsage: [keyUsageBits.digitalSignature],
      isDevelopment: false,
    },
    { key, certificate: null },
    crypto,
  )
}
