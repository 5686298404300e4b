import { IdentityError } from '../identity/identity-error.js'
import type { OidcIdentification } from '../identity/oidc/oidc-identification.js'
import { RefusedLogin } from '../identity/oidc/refused-login.js'
import type { RefusedIdentifications } from '../identity/refused-identifications.js'
import type { Metrics } from './metrics.js'
import type { OpenedSession, SessionDesk } from './session-desk.js'

export interface OidcDeskParts {
  readonly identification: OidcIdentification
  readonly refused: RefusedIdentifications
  readonly sessions: SessionDesk
  readonly metrics: Metrics
}

/** Opens sessions of whom OpenID Connect issuers identify. */
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
    const found = await this.counted(() => identification.identify(issuer, token, query))
    return { ...(await sessions.open(found.identification)), returnTo: found.returnTo }
  }

  private async counted<T>(identify: () => Promise<T>): Promise<T> {
    const { metrics, refused } = this.parts
    try {
      return await identify()
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error
      metrics.notIdentified.inc({ code: error.code })
      if (error instanceof RefusedLogin && error.proof !== undefined) {
        await refused.opening(error.proof, error)
      }
      throw error
    }
  }
}
