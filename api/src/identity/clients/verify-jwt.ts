import {
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose'
import { IdentityError, type JwtFlaw } from '../identity-error.js'

/** Asymmetric only: whoever verifies could sign with a shared key. */
const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA']
/** Characters of a token. */
const MAX_TOKEN = 8_192
/** Seconds the signer's clock and ours may differ. */
const TOLERANCE = 30

/** Whose token it is: the first part of the codes. */
export type JwtKind = 'ASSERTION' | 'CLIENT_TOKEN' | 'LOGOUT_TOKEN'

/** What a token has to say; `maxTokenAge`: seconds since it was issued, at most. */
export type JwtOptions = Pick<JWTVerifyOptions, 'typ'> &
  Required<Pick<JWTVerifyOptions, 'audience' | 'issuer' | 'maxTokenAge' | 'requiredClaims'>>

/**
 * The claims of an untrusted JWT whose signature, type, issuer, audience and time are as they have to be.
 * @throws IdentityError `<kind>_<flaw>`, or what `keys` throws
 */
export async function verifyJwt(
  kind: JwtKind,
  token: string,
  keys: JWTVerifyGetKey,
  options: JwtOptions,
): Promise<JWTPayload> {
  if (token.length > MAX_TOKEN) throw flawed(kind, 'MALFORMED')
  try {
    const { payload } = await jwtVerify(token, keys, {
      ...options,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE,
      requiredClaims: ['exp', 'iat', ...options.requiredClaims],
    })
    return payload
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    throw flawed(kind, flawOf(error), error)
  }
}

/** What a JWT says that was refused for its claims alone: its signature and its type are as they have to be. */
export function signedClaims(error: unknown): JWTPayload | undefined {
  const cause = error instanceof IdentityError ? error.cause : undefined
  const isOfClaims =
    cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed
  return isOfClaims && cause.claim !== 'typ' ? cause.payload : undefined
}

function flawed(kind: JwtKind, flaw: JwtFlaw, cause?: unknown): IdentityError {
  return new IdentityError(`${kind}_${flaw}`, MESSAGES[flaw], { cause })
}

function flawOf(error: errors.JOSEError): JwtFlaw {
  if (error instanceof errors.JWTExpired) return 'EXPIRED'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'check_failed'
      ? (BY_CLAIM.get(error.claim) ?? 'MALFORMED')
      : 'MALFORMED'
  }
  return SIGNATURE.has(error.code) ? 'FORGED' : 'MALFORMED'
}

const BY_CLAIM = new Map<string, JwtFlaw>([
  ['iss', 'FROM_ANOTHER'],
  ['aud', 'FOR_ANOTHER'],
  ['nbf', 'EXPIRED'],
  ['iat', 'EXPIRED'],
])

const SIGNATURE = new Set([
  errors.JWSSignatureVerificationFailed.code,
  errors.JWKSNoMatchingKey.code,
  errors.JOSEAlgNotAllowed.code,
])

const MESSAGES = {
  MALFORMED: 'it cannot be read, or a claim is missing',
  FORGED: 'it is not signed by whom it names',
  EXPIRED: 'it is out of date, or not yet valid',
  FROM_ANOTHER: 'it is of another issuer',
  FOR_ANOTHER: 'it is meant for another audience',
} as const satisfies Record<JwtFlaw, string>
