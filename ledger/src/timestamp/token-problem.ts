/** Everything that can be wrong with a time-stamp token. Codes are stable; docs/spec/timestamp.md. */
export type TokenProblemCode =
  | 'TOKEN_ALGORITHM_UNSUPPORTED'
  | 'TOKEN_ATTRIBUTES_MALFORMED'
  | 'TOKEN_CERTIFICATE_EXPIRED'
  | 'TOKEN_CERTIFICATE_MALFORMED'
  | 'TOKEN_CERTIFICATE_MISSING'
  | 'TOKEN_CERTIFICATE_NOT_PINNED'
  | 'TOKEN_CERTIFICATE_NOT_YET_VALID'
  | 'TOKEN_CERTIFICATE_REVOKED'
  | 'TOKEN_CHAIN_UNTRUSTED'
  | 'TOKEN_CONTENT_TYPE'
  | 'TOKEN_EKU_MISSING'
  | 'TOKEN_EKU_NOT_CRITICAL'
  | 'TOKEN_EKU_NOT_EXCLUSIVE'
  | 'TOKEN_ESS_MISMATCH'
  | 'TOKEN_ESS_MISSING'
  | 'TOKEN_EXTENSION_UNKNOWN'
  | 'TOKEN_IMPRINT_ALGORITHM'
  | 'TOKEN_IMPRINT_MISMATCH'
  | 'TOKEN_IN_THE_FUTURE'
  | 'TOKEN_KEY_USAGE'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_MESSAGE_DIGEST_MISMATCH'
  | 'TOKEN_NONCE_MISMATCH'
  | 'TOKEN_NOT_DER'
  | 'TOKEN_POLICY_NOT_ACCEPTED'
  | 'TOKEN_SIGNATURE_INVALID'
  | 'TOKEN_SIGNER_COUNT'
  | 'TOKEN_TRAILING_BYTES'
  | 'TOKEN_TSA_NAME_MISMATCH'

export interface TokenProblem {
  readonly code: TokenProblemCode
  readonly message: string
}

export function tokenProblem(code: TokenProblemCode, message: string): TokenProblem {
  return { code, message }
}
