import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { IdentityError, type IdentityErrorCode } from '../identity-error.js'

/** What failed at an issuer, or in what it answered, by its cause; repeats nothing of the answer. */
export function oidcFailure(error: unknown): IdentityError {
  const code = codeOf(error)
  const known = ownError(error)
  return known ?? new IdentityError(code, MESSAGES[code], { cause: error })
}

type OidcFailureCode = keyof typeof MESSAGES

const MESSAGES = {
  OIDC_ISSUER_UNAVAILABLE: 'the issuer does not answer as it should',
  OIDC_REFUSED: 'the issuer identified nobody',
  OIDC_CODE_REFUSED: 'the issuer gives no token for this answer',
  OIDC_ISSUER_MISMATCH: 'the answer is of another issuer',
  OIDC_AUDIENCE_MISMATCH: 'the identification is for somebody else',
  OIDC_NONCE_MISMATCH: 'the identification belongs to another login',
  OIDC_SIGNATURE_INVALID: 'the identification is not signed by the issuer',
  OIDC_TOKEN_EXPIRED: 'the identification is out of date',
  OIDC_TOKEN_MALFORMED: 'the identification cannot be read',
} as const satisfies Partial<Record<IdentityErrorCode, string>>

function codeOf(error: unknown): OidcFailureCode {
  if (error instanceof AuthorizationResponseError) return 'OIDC_REFUSED'
  if (error instanceof ResponseBodyError) return 'OIDC_CODE_REFUSED'
  if (!(error instanceof ClientError)) return 'OIDC_ISSUER_UNAVAILABLE'
  switch (error.code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return 'OIDC_TOKEN_EXPIRED'
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return BY_CLAIM.get(detailOf(error, 'claim')) ?? 'OIDC_TOKEN_MALFORMED'
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return 'OIDC_ISSUER_MISMATCH'
    case 'OAUTH_KEY_SELECTION_FAILED':
      return 'OIDC_SIGNATURE_INVALID'
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_UNSUPPORTED_OPERATION':
      return detailOf(error, 'signature') === undefined
        ? 'OIDC_TOKEN_MALFORMED'
        : 'OIDC_SIGNATURE_INVALID'
    default:
      return 'OIDC_ISSUER_UNAVAILABLE'
  }
}

const BY_CLAIM = new Map<unknown, OidcFailureCode>([
  ['iss', 'OIDC_ISSUER_MISMATCH'],
  ['aud', 'OIDC_AUDIENCE_MISMATCH'],
  ['azp', 'OIDC_AUDIENCE_MISMATCH'],
  ['nonce', 'OIDC_NONCE_MISMATCH'],
])

/** The library says what it compared in the cause of its cause. */
function detailOf({ cause }: ClientError, name: string): unknown {
  const details = cause instanceof Error ? cause.cause : undefined
  return (details as Record<string, unknown> | null | undefined)?.[name]
}

function ownError(error: unknown): IdentityError | undefined {
  if (error instanceof IdentityError) return error
  return error instanceof Error && error.cause !== undefined ? ownError(error.cause) : undefined
}
