import { IdentityError } from '../identity/identity-error.js'
import type { LogoutTokens } from '../identity/logout/logout-tokens.js'
import type { OidcIdentification } from '../identity/oidc/oidc-identification.js'
import { RefusedLogin, refusedLogin } from '../identity/oidc/refused-login.js'
import { provenBy } from '../identity/refused-token.js'
import type { SessionRecord } from '../identity/session-record.js'
import { newToken } from '../identity/session-store/token.js'
import type { Sessions } from '../identity/sessions.js'
import { countedIdentification, type IdentificationTold } from './counted-identification.js'
import type { ReadEnds } from './read-ends.js'
import type { SessionGoingOn } from './schemas/session.js'
import type { OpenedSession, SessionDesk } from './session-desk.js'

export interface OidcDeskParts extends IdentificationTold {
  readonly identification: OidcIdentification
  readonly logouts: LogoutTokens
  readonly sessions: SessionDesk
  readonly open: Pick<Sessions, 'endOfIssuer'>
  readonly ends: Pick<ReadEnds, 'ofSession'>
}

/** Opens sessions of whom OpenID Connect issuers identify, and ends them together with theirs. */
export class OidcDesk {
  constructor(private readonly parts: OidcDeskParts) {}

  /** @throws IdentityError */
  begin(issuer: string, returnTo: unknown): ReturnType<OidcIdentification['begin']> {
    return this.counted(() => this.parts.identification.begin(issuer, returnTo))
  }

  /**
   * A session of who came back from an issuer. A refusal is an event where the issuer's signature proved
   * whose it is, and a counter in any case.
   * @throws IdentityError with a code of its own per cause
   */
  async end(
    issuer: string,
    token: string,
    query: unknown,
  ): Promise<OpenedSession & { readonly returnTo: string }> {
    const { identification, sessions } = this.parts
    return this.counted(async () => {
      const found = await identification.identify(issuer, token, query)
      const { returnTo, proof } = found
      try {
        return { ...(await sessions.open(found.identification)), returnTo }
      } catch (error) {
        throw refusedLogin(error, returnTo, proof)
      }
    })
  }

  /**
   * What goes on at the issuer when the session on it has ended here, and where that ends; an issuer that is
   * away has no such page. `state` comes back with the browser.
   */
  async goingOn({
    atIssuer,
  }: SessionRecord): Promise<(SessionGoingOn & { readonly state: string }) | undefined> {
    if (atIssuer === undefined) return undefined
    const { token: state } = newToken()
    return { ...(await this.parts.identification.logout(atIssuer, state)), state }
  }

  /**
   * Ends the sessions that rest on what the issuer says it ended, at every node, with an event of each. A
   * refusal is one where the issuer's signature proves about whom it is, and a counter in any case.
   * @throws IdentityError with a code of its own per cause
   */
  async endByIssuer(issuer: string, form: unknown): Promise<void> {
    const { logouts, open, ends, refused } = this.parts
    const read = () => logouts.read(issuer, form)
    const { evidence, ...logout } = await countedIdentification(
      this.parts,
      read,
      provenBy,
      'EndSession',
    )
    for (const { id, person, atIssuer } of await open.endOfIssuer(logout)) {
      await ends.ofSession(id, 'ended')
      const error = new IdentityError('OIDC_LOGGED_OUT', 'the issuer ended it')
      const { subject } = atIssuer!
      const credential = { method: 'oidc', issuer: evidence.issuer, subject } as const
      await refused.continuing(person.id, { credential, evidence }, error)
    }
  }

  private counted<T>(identify: () => Promise<T>): Promise<T> {
    return countedIdentification(this.parts, identify, (error) =>
      error instanceof RefusedLogin ? error.proof : undefined,
    )
  }
}
