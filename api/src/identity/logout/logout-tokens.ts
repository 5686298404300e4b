import { hash } from 'node:crypto'
import { decodeProtectedHeader, type JWTPayload } from 'jose'
import { z } from 'zod'
import type { SpentAssertions } from '../clients/spent-assertions.js'
import { signedClaims, verifyJwt } from '../clients/verify-jwt.js'
import { IdentityError } from '../identity-error.js'
import type { OidcIssuer } from '../oidc/oidc-issuer.js'
import type { IssuerSettings } from '../oidc/oidc-settings.js'
import { issuerOf } from '../oidc/open-issuers.js'
import type { Proof } from '../refused-identifications.js'
import { refusedToken } from '../refused-token.js'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds since it was issued, at most. */
const AGE = 300
/** As issuers type it; those of before the type was recommended say nothing of it. */
const TYPES: readonly unknown[] = ['logout+jwt', 'application/logout+jwt', 'JWT', undefined]
const Name = z.string().min(1).max(512)

/** OpenID Connect Back-Channel Logout 1.0, section 2.4: not an ID token, which has a nonce and no event. */
const Claims = z
  .object({
    jti: Name,
    events: z.object({ [EVENT]: z.looseObject({}) }),
    sub: Name.optional(),
    sid: Name.optional(),
    nonce: z.undefined().optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined)

const Form = z.object({ logout_token: z.string().min(1) })

/** Which sessions an issuer ended: one of a person, or all of his. */
export interface IssuerLogout {
  /** Name of the issuer in the settings. */
  readonly issuer: string
  readonly subject: string | undefined
  readonly sid: string | undefined
  /** Personal: committed where a session ends. */
  readonly evidence: Readonly<Record<'assertion' | 'issuer', string>>
}

/** What the issuers of the settings say of sessions that they ended. */
export class LogoutTokens {
  constructor(
    private readonly issuers: ReadonlyMap<string, OidcIssuer>,
    private readonly spent: Pick<SpentAssertions, 'spend'>,
  ) {}

  /**
   * What an untrusted form of the issuer of this name says, heard once.
   * @throws RefusedToken; IdentityError OIDC_ISSUER_UNKNOWN
   */
  async read(name: string, form: unknown): Promise<IssuerLogout> {
    const issuer = issuerOf(this.issuers, name)
    const { success, data } = Form.safeParse(form)
    if (!success) throw malformed('no logout_token')
    const { logout_token: token } = data
    let claims: JWTPayload | undefined
    try {
      claims = await claimsOf(token, issuer)
      const { jti, sub, sid } = saidIn(claims, token)
      if (!(await this.spent.spend(issuer.settings.issuer, jti))) {
        throw new IdentityError('LOGOUT_TOKEN_REPLAYED', 'it was heard before')
      }
      return { issuer: name, subject: sub, sid, evidence: evidenceOf(token, issuer.settings) }
    } catch (error) {
      throw refusedToken(error, proofOf(claims ?? signedClaims(error), token, issuer.settings))
    }
  }
}

function claimsOf(token: string, { key, settings }: OidcIssuer): Promise<JWTPayload> {
  return verifyJwt('LOGOUT_TOKEN', token, key, {
    issuer: settings.issuer,
    audience: settings.clientId,
    maxTokenAge: AGE,
    requiredClaims: ['jti', 'events'],
  })
}

/** @throws IdentityError LOGOUT_TOKEN_MALFORMED */
function saidIn(claims: JWTPayload, token: string): z.infer<typeof Claims> {
  const { success, data } = Claims.safeParse(claims)
  if (success && TYPES.includes(decodeProtectedHeader(token).typ)) return data
  throw malformed('no logout, or nobody’s')
}

function malformed(message: string): IdentityError {
  return new IdentityError('LOGOUT_TOKEN_MALFORMED', message)
}

/** About whom the issuer signed; nobody where persons are bound by another claim than a logout token has. */
function proofOf(
  claims: JWTPayload | undefined,
  token: string,
  settings: IssuerSettings,
): Proof | undefined {
  const { issuer, subjectClaim } = settings
  if (claims?.iss !== issuer || subjectClaim !== 'sub' || typeof claims.sub !== 'string') {
    return undefined
  }
  const credential = { method: 'oidc', issuer, subject: claims.sub } as const
  return { credential, evidence: evidenceOf(token, settings) }
}

function evidenceOf(token: string, { issuer }: IssuerSettings): IssuerLogout['evidence'] {
  return { assertion: hash('sha256', token), issuer }
}
