import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import {
  der,
  derExplicit,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { tag } from '../../src/asn1/tag.ts'
import { concatBytes } from '../../src/bytes/bytes.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'

const ids = {
  encryptedData: '1.2.840.113549.1.7.6',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacWithSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
}
const bmpString = 0x1e
const SALT = 16
/** Block and output of SHA-256, bytes. */
const BLOCK = 64
/** Diversifier for keys of a MAC (RFC 7292 appendix B.3). */
const MAC_KEY = 3

export interface Pkcs12Content {
  readonly certificate: Uint8Array
  /** PKCS#8, DER, not encrypted. */
  readonly privateKey: Uint8Array
  /** Shown where the file was imported. */
  readonly friendlyName: string
  readonly password: string
  /** How often the password is digested, of use where it is a secret; 2 at least, as DER leaves the default of 1 out. */
  readonly iterations: number
}

type Stretched = Pick<Pkcs12Content, 'password' | 'iterations'>

/** What a platform brings: digests, randomness and password-based encryption. */
export interface Pkcs12Crypto extends Pick<Crypto, 'digest'> {
  readonly randomBytes: (length: number) => Uint8Array
  /** AES-256-CBC under PBKDF2-HMAC-SHA-256 of the password. */
  readonly encrypt: (
    content: Uint8Array,
    with_: {
      readonly password: string
      readonly salt: Uint8Array
      readonly iterations: number
      readonly iv: Uint8Array
    },
  ) => Uint8Array
}

/**
 * A PFX with one certificate and its key (RFC 7292): both encrypted with PBES2, AES-256 and
 * HMAC-SHA-256 (RFC 8018), integrity by HMAC-SHA-256. No older algorithm.
 */
export function encodePkcs12(content: Pkcs12Content, crypto: Pkcs12Crypto): Uint8Array {
  const { certificate, friendlyName, privateKey } = content
  const attributes = derSetOf(
    attribute(
      ids.localKeyId,
      derOctetString(crypto.digest('sha-256', certificate).subarray(0, 20)),
    ),
    attribute(ids.friendlyName, der(bmpString, utf16(friendlyName))),
  )
  const certificateValue = derSequence(
    derOid(ids.x509Certificate),
    derExplicit(0, derOctetString(certificate)),
  )
  const bag = (id: string, value: Uint8Array): Uint8Array =>
    derSequence(derSequence(derOid(id), derExplicit(0, value), attributes))
  const key = encrypted(privateKey, content, crypto)
  const keyBag = bag(ids.shroudedKeyBag, derSequence(key.algorithm, derOctetString(key.bytes)))
  const safe = derSequence(
    encryptedInfo(bag(ids.certificateBag, certificateValue), content, crypto),
    dataInfo(keyBag),
  )
  return derSequence(derInteger(3), dataInfo(safe), macData(safe, content, crypto))
}

function dataInfo(content: Uint8Array): Uint8Array {
  return derSequence(derOid(oid.data), derExplicit(0, derOctetString(content)))
}

function encryptedInfo(content: Uint8Array, under: Stretched, crypto: Pkcs12Crypto): Uint8Array {
  const { algorithm, bytes } = encrypted(content, under, crypto)
  const info = derSequence(derOid(oid.data), algorithm, der(tag.primitiveContext(0), bytes))
  return derSequence(derOid(ids.encryptedData), derExplicit(0, derSequence(derInteger(0), info)))
}

function encrypted(content: Uint8Array, { password, iterations }: Stretched, crypto: Pkcs12Crypto) {
  const [salt, iv] = [crypto.randomBytes(SALT), crypto.randomBytes(SALT)]
  const bytes = crypto.encrypt(content, { password, salt, iterations, iv })
  const derivation = derSequence(
    derOctetString(salt),
    derInteger(iterations),
    derSequence(derOid(ids.hmacWithSha256), derNull()),
  )
  const algorithm = derSequence(
    derOid(ids.pbes2),
    derSequence(
      derSequence(derOid(ids.pbkdf2), derivation),
      derSequence(derOid(ids.aes256Cbc), derOctetString(iv)),
    ),
  )
  return { algorithm, bytes }
}

function macData(safe: Uint8Array, under: Stretched, crypto: Pkcs12Crypto): Uint8Array {
  const salt = crypto.randomBytes(SALT)
  const digest = hmac(sha256, macKey(under, salt, crypto), safe)
  return derSequence(
    derSequence(derSequence(derOid(oid.sha256), derNull()), derOctetString(digest)),
    derOctetString(salt),
    derInteger(under.iterations),
  )
}

/** RFC 7292 appendix B.2, for a key as long as the digest. */
function macKey(
  { password, iterations }: Stretched,
  salt: Uint8Array,
  crypto: Pkcs12Crypto,
): Uint8Array {
  const secret = concatBytes(utf16(password), Uint8Array.of(0, 0))
  const blocks = concatBytes(new Uint8Array(BLOCK).fill(MAC_KEY), repeated(salt), repeated(secret))
  let key = crypto.digest('sha-256', blocks)
  for (let i = 1; i < iterations; i++) key = crypto.digest('sha-256', key)
  return key
}

/** Copies of the bytes that fill whole blocks. */
function repeated(bytes: Uint8Array): Uint8Array {
  const length = BLOCK * Math.ceil(bytes.length / BLOCK)
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length]!)
}

function attribute(id: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(id), derSetOf(value))
}

function utf16(text: string): Uint8Array {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
  return Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 0xff]))
}
