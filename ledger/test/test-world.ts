import { createHash } from 'node:crypto'
import {
  developmentPki,
  developmentTsa,
  type DevelopmentPki,
  type DevelopmentTsa,
} from '../development/index.ts'
import {
  fileSigner,
  generateEd25519,
  generateP256,
  keySigner,
  noteSigner,
  nodeCrypto,
} from '../node/index.ts'
import type { GeneratedKey } from '../node/index.ts'
import type { NoteSigner, Signer } from '../src/signature/signer.ts'

export const crypto = nodeCrypto()
export const ORIGIN = `development.invalid/vectors/${'0123456789abcdef'.repeat(2)}`
export const POLICY = '2.25.330917438510929'
export const START = Date.parse('2026-06-21T08:00:00.000Z')
const DAY = 24 * 3600 * 1000

/** Private keys in PEM: generated, or the published ones of the vectors. */
export interface WorldKeys {
  readonly root: string
  readonly seal: string
  readonly otherSeal: string
  readonly note: string
  readonly tsa: string
}

export interface World {
  readonly origin: string
  readonly clock: { now: number }
  readonly pki: DevelopmentPki
  readonly seal: Signer
  /** Another key with a seal certificate of the same CA. */
  readonly otherSeal: Signer
  readonly note: NoteSigner
  readonly tsa: DevelopmentTsa
  readonly tsaSigner: Signer
  readonly tsaCertificate: Uint8Array
  readonly crl: Uint8Array
  /** Reproducible bytes that look random. */
  randomBytes(length: number): Uint8Array
}

export function freshKeys(): WorldKeys {
  const pem = ({ privateKeyPem }: GeneratedKey) => privateKeyPem
  return {
    root: pem(generateP256()),
    seal: pem(generateP256()),
    otherSeal: pem(generateP256()),
    note: pem(generateEd25519()),
    tsa: pem(generateP256()),
  }
}

/** All that stands around a ledger: authority, keys, time-stamping authority, one clock. */
export async function testWorld(keys: WorldKeys, origin = ORIGIN, seed = 'world'): Promise<World> {
  const randomBytes = seededBytes(seed)
  const clock = { now: START }
  const key = keySigner(keys.root)
  const notBefore = START - DAY
  const pki = await developmentPki({ key, notBefore, randomBytes, crypto })
  const certify = async (usage: 'seal' | 'tsa', pem: string, commonName: string) => {
    const { publicKey } = keySigner(pem)
    const certificate = await pki.issue({ usage, commonName, publicKey, notBefore })
    return fileSigner({ privateKeyPem: pem, certificate })
  }
  const tsaSigner = await certify('tsa', keys.tsa, 'Test TSA')
  let serial = 0n
  const tsa = developmentTsa(
    {
      signer: tsaSigner,
      policy: POLICY,
      accuracy: 50,
      clock: () => clock.now,
      serial: () => ++serial,
    },
    crypto,
  )
  const crl = await pki.issueCrl({
    number: 1,
    thisUpdate: notBefore,
    nextUpdate: START + 3650 * DAY,
    revoked: [],
  })
  return {
    origin,
    clock,
    pki,
    seal: await certify('seal', keys.seal, 'Test seal'),
    otherSeal: await certify('seal', keys.otherSeal, 'Other seal'),
    note: noteSigner({ privateKeyPem: keys.note, name: origin }),
    tsa,
    tsaSigner,
    tsaCertificate: tsaSigner.certificate,
    crl,
    randomBytes,
  }
}

/** Reproducible bytes that look random. */
export function seededBytes(seed: string): (length: number) => Uint8Array {
  let counter = 0
  return (length) => {
    const bytes = createHash('shake256', { outputLength: length })
    return Uint8Array.from(bytes.update(`${seed} ${counter++}`).digest())
  }
}
