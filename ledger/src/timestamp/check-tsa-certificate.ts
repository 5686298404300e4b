import { DerReader } from '../asn1/der-reader.ts'
import { oid } from '../asn1/oid.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { type Certificate, keyUsageBits } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { ifReadable } from '../errors.ts'
import { tokenProblem, type TokenProblem } from './token-problem.ts'
import type { TstInfo } from './tst-info.ts'

const SUBJECT_ALT_NAME = '2.5.29.17'

/**
 * Whether the certificate is one that may sign time-stamps, and was valid at genTime (RFC 3161
 * §2.3): critical extended key usage with timeStamping alone, no key usage but signatures.
 */
export function checkTsaCertificate(
  certificate: Certificate,
  tstInfo: TstInfo,
  pinned: readonly string[] | undefined,
  crypto: Crypto,
): TokenProblem[] {
  return [
    ...checkTsaUsage(certificate, tstInfo.genTime),
    ...checkName(certificate, tstInfo),
    ...checkPin(certificate, pinned, crypto),
  ]
}

/** Whether a certificate may sign time-stamps at all, and was valid at this instant. */
export function checkTsaUsage(certificate: Certificate, at: number): TokenProblem[] {
  return [...checkUsage(certificate), ...checkValidity(certificate, at)]
}

function checkUsage({ extensions, extendedKeyUsages, keyUsage }: Certificate): TokenProblem[] {
  const problems: TokenProblem[] = []
  if (extendedKeyUsages === null || !extendedKeyUsages.includes(oid.timeStamping)) {
    problems.push(tokenProblem('TOKEN_EKU_MISSING', 'certificate is not for time-stamping'))
  } else {
    if (extensions.get(oid.extendedKeyUsage)?.critical !== true) {
      problems.push(tokenProblem('TOKEN_EKU_NOT_CRITICAL', 'extended key usage is not critical'))
    }
    if (extendedKeyUsages.length !== 1) {
      const message = `certificate is also for ${extendedKeyUsages.filter((usage) => usage !== oid.timeStamping).join(', ')}`
      problems.push(tokenProblem('TOKEN_EKU_NOT_EXCLUSIVE', message))
    }
  }
  const allowed: readonly number[] = [keyUsageBits.digitalSignature, keyUsageBits.contentCommitment]
  if (
    keyUsage !== null &&
    (keyUsage.size === 0 || [...keyUsage].some((bit) => !allowed.includes(bit)))
  ) {
    problems.push(tokenProblem('TOKEN_KEY_USAGE', 'key usage is not signatures alone'))
  }
  return problems
}

function checkValidity({ notBefore, notAfter }: Certificate, at: number): TokenProblem[] {
  if (at < notBefore) {
    const message = `certificate valid from ${new Date(notBefore).toISOString()}`
    return [tokenProblem('TOKEN_CERTIFICATE_NOT_YET_VALID', message)]
  }
  // notAfter is inclusive and in whole seconds.
  if (at >= notAfter + 1000) {
    const message = `certificate valid until ${new Date(notAfter).toISOString()}`
    return [tokenProblem('TOKEN_CERTIFICATE_EXPIRED', message)]
  }
  return []
}

/** `tsa`, when present, is one of the certificate's names (RFC 3161 §2.4.2). */
function checkName(certificate: Certificate, { tsa }: TstInfo): TokenProblem[] {
  if (tsa === null || ifReadable(() => hasName(certificate, tsa)) === true) return []
  return [tokenProblem('TOKEN_TSA_NAME_MISMATCH', 'the name in the token is not the signer’s')]
}

/** Whether a GeneralName is the subject or stands among the alternative names. */
function hasName({ subject, extensions }: Certificate, name: Uint8Array): boolean {
  const directoryName = new DerReader(name).optional(4)
  if (directoryName !== undefined && equalBytes(directoryName.raw(), subject)) return true
  const alternative = extensions.get(SUBJECT_ALT_NAME)
  if (alternative === undefined) return false
  const names = new DerReader(alternative.value).sequence()
  while (!names.isAtEnd) if (equalBytes(names.raw(), name)) return true
  return false
}

function checkPin(
  certificate: Certificate,
  pinned: readonly string[] | undefined,
  crypto: Crypto,
): TokenProblem[] {
  if (pinned === undefined) return []
  const fingerprint = toHex(crypto.digest('sha-256', certificate.der))
  if (pinned.includes(fingerprint)) return []
  return [tokenProblem('TOKEN_CERTIFICATE_NOT_PINNED', `certificate ${fingerprint}`)]
}
