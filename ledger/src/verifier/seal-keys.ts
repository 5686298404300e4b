import { equalBytes } from '../bytes/bytes.ts'
import { parseBase64, parseBase64url } from '../bytes/base64.ts'
import { parseCertificate, type Certificate } from '../certificate/parse-certificate.ts'
import { verifyChain } from '../certificate/verify-chain.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { ifReadable } from '../errors.ts'
import type { Trust } from '../trust/trust.ts'

/** A seal key of the ledger, valid for the leaves from `validFrom` on. */
export interface SealKey {
  readonly certificate: Certificate
  readonly validFrom: number
}

/** What the key entries of `platform-keys` make valid, by leaf index and never by date (FORMATS §1). */
export class SealKeys {
  private readonly keys: SealKey[] = []
  /** Certificates handed out by the entry parser are the same object for the same bytes. */
  private readonly seen = new Map<Uint8Array, SealKey | undefined>()

  /** @param der certificate in base64url, as in the key entry; @returns undefined when it is none */
  add(der: string, validFrom: number): SealKey | undefined {
    const certificate = ifReadable(() => parseCertificate(parseBase64url(der)))
    if (certificate === undefined) return undefined
    const key = { certificate, validFrom }
    this.keys.push(key)
    this.seen.clear()
    return key
  }

  /** The key whose certificate this is, when it was valid for that leaf. */
  find(certificate: Uint8Array, leaf: number): SealKey | undefined {
    let key = this.seen.get(certificate)
    if (key === undefined && !this.seen.has(certificate)) {
      key = this.keys.find((known) => equalBytes(known.certificate.der, certificate))
      if (this.seen.size < 256) this.seen.set(certificate, key)
    }
    return key !== undefined && key.validFrom <= leaf ? key : undefined
  }
}

/** Whether the certificate was valid when an entry says it was signed, in whole seconds. */
export function isValidAt({ certificate }: SealKey, signingTime: number): boolean {
  return signingTime >= certificate.notBefore - 1000 && signingTime <= certificate.notAfter
}

/** Why a seal certificate is not issued under a trusted root, or null. */
export async function sealChainProblem(
  { certificate }: SealKey,
  trust: Trust,
  at: number,
  crypto: Crypto,
): Promise<string | null> {
  const roots = trust.sealRoots.map((root) => parseCertificate(parseBase64(root)))
  const result = await verifyChain({ leaf: certificate, intermediates: [], roots, at }, crypto)
  return result.ok ? null : result.code
}
