import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { signatureAlgorithm } from '../signature/signature-algorithm.ts'

/** Verifies what an issuer signed: a certificate, a CRL, an OCSP response. */
export async function verifyIssued(
  message: Uint8Array,
  signed: { readonly signatureAlgorithm: Uint8Array; readonly signature: Uint8Array },
  issuer: { readonly publicKey: Uint8Array },
  crypto: Crypto,
): Promise<'valid' | 'invalid' | 'unsupported'> {
  const { publicKey } = issuer
  try {
    const algorithm = signatureAlgorithm(signed.signatureAlgorithm, publicKey)
    const { signature } = signed
    const [ok] = await crypto.verifySignatures([{ algorithm, publicKey, signature, message }])
    return ok === true ? 'valid' : 'invalid'
  } catch (cause) {
    if (cause instanceof LedgerError) return 'unsupported'
    throw cause
  }
}
