import { hash } from 'node:crypto'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import type { Clock } from '../../config/clock.js'
import { IdentityError } from '../identity-error.js'
import { issuerSession, type IssuerSession } from '../logout/issuer-session.js'
import { identified, type Identification } from '../identification.js'
import type { KnownPersons } from '../known-persons.js'
import type { Proof } from '../refused-identifications.js'
import { authenticationEnd } from './authentication-end.js'
import { readAnswer } from './login-answer.js'
import type { IdentityAssertion, OidcIssuer } from './oidc-issuer.js'
import type { IssuerSettings } from './oidc-settings.js'
import { issuerOf } from './open-issuers.js'
import type { PendingLogins } from './pending-logins.js'
import { consolePage } from './console-page.js'
import { refusedLogin } from './refused-login.js'

/** A level of assurance, as it may be kept. */
const LEVEL = /^[\x20-\x7E]{1,256}$/

/** Who came back from an issuer, where he goes, and what proves him. */
export interface IdentifiedLogin {
  readonly identification: Identification
  readonly returnTo: string
  readonly proof: Proof
}

/** Identifies persons by the OpenID Connect issuers this ledger names. */
export class OidcIdentification {
  constructor(
    private readonly issuers: ReadonlyMap<string, OidcIssuer>,
    private readonly persons: Pick<KnownPersons, 'find'>,
    private readonly clock: Clock,
    private readonly logins: PendingLogins,
  ) {}

  /** What can be chosen, in the order of the settings. */
  get choices(): readonly { readonly name: string; readonly title: string }[] {
    return [...this.issuers.values()].map(({ settings: { name, title } }) => ({ name, title }))
  }

  /**
   * Begins a login: where the browser goes, and the token by which it is known when it comes back.
   * @throws IdentityError OIDC_ISSUER_UNKNOWN, OIDC_ISSUER_UNAVAILABLE, TOO_MANY_LOGINS
   */
  async begin(
    name: string,
    returnTo: unknown,
  ): Promise<{ readonly url: URL; readonly token: string; readonly expiresAt: number }> {
    const login = {
      issuer: name,
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      returnTo: consolePage(returnTo),
    }
    try {
      const url = await issuerOf(this.issuers, name).loginUrl(login)
      return { url, ...(await this.logins.keep(login)) }
    } catch (error) {
      throw refusedLogin(error, login.returnTo)
    }
  }

  /**
   * Who came back from an issuer. The login is over, whatever comes of it.
   * @throws RefusedLogin; IdentityError where there is no login
   */
  async identify(name: string, token: string, query: unknown): Promise<IdentifiedLogin> {
    const login = await this.logins.take(token)
    const issuer = issuerOf(this.issuers, name)
    if (login === undefined) {
      throw new IdentityError('OIDC_LOGIN_UNKNOWN', 'no login of this browser is under way')
    }
    const { returnTo } = login
    let proof: Proof | undefined
    try {
      const answer = readAnswer(query)
      if (login.issuer !== name || answer.get('state') !== login.state) {
        throw new IdentityError('OIDC_STATE_MISMATCH', 'the answer is to another login')
      }
      const assertion = await issuer.redeem(answer, login)
      proof = proofOf(assertion, issuer.settings)
      assertAssurance(assertion, issuer.settings)
      const atIssuer = issuerSession(name, assertion.claims, assertion.token, login.begunAt)
      const person = { ...(await this.personOf(proof)), atIssuer }
      return { identification: this.lasting(person, assertion, issuer.settings), returnTo, proof }
    } catch (error) {
      throw refusedLogin(error, returnTo, proof)
    }
  }

  /**
   * Where a session at an issuer is ended: null where it has no page for that, does not answer, or is not in
   * the settings any more.
   */
  async logout(
    session: IssuerSession,
    state: string,
  ): Promise<{ readonly issuer: string; readonly logoutUrl: string | null }> {
    const issuer = this.issuers.get(session.issuer)
    const title = issuer?.settings.title ?? session.issuer
    try {
      const url = await issuer?.logoutUrl(session, state)
      return { issuer: title, logoutUrl: url?.href ?? null }
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error
      return { issuer: title, logoutUrl: null }
    }
  }

  private async personOf({ credential, evidence }: Proof): Promise<Identification> {
    const known = await this.persons.find(credential)
    if (known === undefined) {
      throw new IdentityError('SUBJECT_UNBOUND', 'whom the issuer identified is not enrolled')
    }
    const checkedAt = new Date(this.clock.now()).toISOString()
    const authentication = { method: 'oidc', validity: 'good', checkedAt } as const
    return identified(known, authentication, { authentication: { ...evidence } })
  }

  /** As long as the issuer says where the settings want that. */
  private lasting(
    identification: Identification,
    { claims }: IdentityAssertion,
    settings: IssuerSettings,
  ): Identification {
    const endsAt = authenticationEnd(claims, settings)
    if (endsAt === undefined) return identification
    if (endsAt > this.clock.now()) return { ...identification, endsAt }
    throw new IdentityError('OIDC_TOKEN_EXPIRED', 'the identification is out of date')
  }
}

/**
 * Whom the issuer signed for, and how strongly it says to have identified him; the token is checked by now.
 * @throws IdentityError OIDC_SUBJECT_MISSING
 */
function proofOf(assertion: IdentityAssertion, settings: IssuerSettings): Proof {
  const { claims, token } = assertion
  const { issuer, subjectClaim } = settings
  const subject = claims[subjectClaim]
  if (typeof subject !== 'string' || subject === '') {
    throw new IdentityError('OIDC_SUBJECT_MISSING', 'the issuer does not say who it identified')
  }
  const credential = { method: 'oidc', issuer, subject } as const
  const assurance = assuranceOf(assertion, settings)
  return { credential, evidence: { assertion: hash('sha256', token), issuer, assurance } }
}

/** As the claim says that the settings weigh, `acr` where they weigh none; null where it says nothing. */
function assuranceOf({ claims }: IdentityAssertion, { assurance }: IssuerSettings): string | null {
  const level = claims[assurance?.claim ?? 'acr']
  return typeof level === 'string' && LEVEL.test(level) ? level : null
}

function assertAssurance({ claims }: IdentityAssertion, { assurance }: IssuerSettings): void {
  if (assurance === undefined) return
  const level = claims[assurance.claim]
  if (typeof level === 'string' && assurance.accepted.includes(level)) return
  throw new IdentityError('OIDC_ASSURANCE_INSUFFICIENT', 'identified less strongly than required')
}
