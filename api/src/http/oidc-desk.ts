import type { OidcIdentification } from '../identity/oidc/oidc-identification.js'
import { RefusedLogin } from '../identity/oidc/refused-login.js'
import { countedIdentification, type IdentificationTold } from './counted-identification.js'
import type { OpenedSession, SessionDesk } from './session-desk.js'

export interface OidcDeskParts extends IdentificationTold {
  readonly identification: OidcIdentification
  readonly sessions: SessionDesk
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

  private counted<T>(identify: () => Promise<T>): Promise<T> {
    return countedIdentification(this.parts, identify, (error) =>
      error instanceof RefusedLogin ? error.proof : undefined,
    )
  }
}
