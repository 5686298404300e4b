import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SignatureAlgorithm } from '../src/crypto/crypto.ts'
import type { ContractFixtures, SignatureFixture } from './crypto-contract.ts'
import { otherHalf } from './crypto-contract.ts'

interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const message = Buffer.from('une pièce, une signature')

/** Fresh keys and signatures of node:crypto for every algorithm, and keys that must be refused. */
export function cryptoFixtures(): ContractFixtures {
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const ed25519 = generateKeyPairSync('ed25519')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsaPss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  const digests = ['sha256', 'sha384', 'sha512'] as const
  const p256Valid = digests.map((digest) => signed(`ecdsa-p256-${digest}`, p256))
  const valid = [
    ...p256Valid,
    otherHalf(p256Valid[0]!),
    ...digests.map((digest) => signed(`ecdsa-p384-${digest}`, p384)),
    signed('ed25519', ed25519),
    ...digests.map((digest) => signed(`rsa-pkcs1-${digest}`, rsa)),
    ...digests.map((digest) => signed(`rsa-pss-${digest}`, rsa)),
    signed('rsa-pss-sha256', rsaPss),
  ]
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
  return {
    valid,
    unacceptable: {
      'an RSA key of 1024 bits': signed('rsa-pkcs1-sha256', small),
      'a key on another curve': { ...signed('ecdsa-p384-sha512', p384), publicKey: spki(p521) },
      'a compressed point': { ...p256Valid[0]!, publicKey: compressed(p256) },
      'a salt of another length': signed('rsa-pss-sha256', rsa, 20),
      'PKCS#1 by a key for PSS alone': {
        ...signed('rsa-pkcs1-sha256', rsa),
        publicKey: spki(rsaPss),
      },
    },
  }
}

function signed(
  algorithm: SignatureAlgorithm,
  pair: KeyPair,
  saltLength: number = constants.RSA_PSS_SALTLEN_DIGEST,
): SignatureFixture {
  const digest = algorithm === 'ed25519' ? null : algorithm.slice(algorithm.lastIndexOf('-') + 1)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const isPss = algorithm.startsWith('rsa-pss')
  const key = isPss ? { key: pair.privateKey, padding, saltLength } : pair.privateKey
  return {
    algorithm,
    publicKey: spki(pair),
    signature: sign(digest, message, key).toString('hex'),
    message: message.toString('hex'),
  }
}

function spki({ publicKey }: KeyPair): string {
  return publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
}

/** The same P-256 key with its point in 33 bytes. */
function compressed(pair: KeyPair): string {
  const der = Buffer.from(spki(pair), 'hex')
  const point = der.subarray(-65)
  const short = Buffer.concat([Buffer.of(2 + (point[64]! & 1)), point.subarray(1, 33)])
  const algorithm = der.subarray(2, -68)
  const key = Buffer.concat([
    Buffer.of(0x30, algorithm.length + 36),
    algorithm,
    Buffer.of(3, 34, 0),
    short,
  ])
  createPublicKey({ key, format: 'der', type: 'spki' })
  return key.toString('hex')
}
