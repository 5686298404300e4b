import { der, derSequence } from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { parseCertificate } from '../certificate/parse-certificate.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'

const MAX_IDENTITIES = 256

/** What an entry says of its signer: all of it follows from the certificate. */
export interface SignerIdentity {
  /** A copy of its own: the same object for the same bytes. */
  readonly certificate: Certificate
  /** SHA-256 of the certificate. */
  readonly digest: Uint8Array
  /** IssuerAndSerialNumber, DER. */
  readonly issuerAndSerial: Uint8Array
}

interface IdentityCache {
  readonly byEnd: Map<string, SignerIdentity>
  last: SignerIdentity | undefined
}

const caches = new WeakMap<Crypto, IdentityCache>()
/** Of the last caller: there is one, in nearly every process. */
let latest: { readonly crypto: Crypto; readonly cache: IdentityCache } | undefined

/**
 * The identity in an untrusted certificate, kept by the certificate's bytes: a ledger has few
 * certificates and many entries.
 * @throws LedgerError CERTIFICATE_MALFORMED
 */
export function signerIdentity(certificate: Uint8Array, crypto: Crypto): SignerIdentity {
  const cache = cacheOf(crypto)
  if (isOf(certificate, cache.last)) return cache.last
  // The end of a certificate is its signature, of which 12 bytes tell certificates apart.
  const end = String.fromCharCode(...certificate.subarray(-12))
  const known = cache.byEnd.get(end)
  cache.last = isOf(certificate, known) ? known : derive(certificate.slice(), crypto)
  if (cache.byEnd.size >= MAX_IDENTITIES) cache.byEnd.clear()
  cache.byEnd.set(end, cache.last)
  return cache.last
}

function cacheOf(crypto: Crypto): IdentityCache {
  if (latest?.crypto === crypto) return latest.cache
  const cache = caches.get(crypto) ?? { byEnd: new Map(), last: undefined }
  caches.set(crypto, cache)
  latest = { crypto, cache }
  return cache
}

function isOf(bytes: Uint8Array, known: SignerIdentity | undefined): known is SignerIdentity {
  return known !== undefined && equalBytes(known.certificate.der, bytes)
}

function derive(der: Uint8Array, crypto: Crypto): SignerIdentity {
  const certificate = parseCertificate(der)
  return {
    certificate,
    digest: crypto.digest('sha-256', der),
    issuerAndSerial: issuerAndSerial(certificate),
  }
}

function issuerAndSerial({ issuer, serial }: Certificate): Uint8Array {
  return derSequence(issuer, der(tag.integer, serial))
}
