import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose'
import { IdentityError } from '../identity-error.js'
import { boundedFetch } from '../oidc/bounded-fetch.js'
import type { OidcIssuer } from '../oidc/oidc-issuer.js'

/** Milliseconds for an issuer to hand out its keys. */
const TIMEOUT = 5_000

/** The keys with which an issuer signs access tokens, fetched when first needed and kept for a while. */
export class IssuerKeys {
  private kept: { readonly url: string; readonly keys: RemoteJWKSet } | undefined

  constructor(readonly issuer: OidcIssuer) {}

  /** @throws IdentityError OIDC_ISSUER_UNAVAILABLE when they are asked for in vain */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.current()
    try {
      return await keys(header, token)
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey) throw cause
      if (cause instanceof errors.JWKSMultipleMatchingKeys) throw cause
      throw new IdentityError('OIDC_ISSUER_UNAVAILABLE', 'the issuer hands out no keys', { cause })
    }
  }

  private async current(): Promise<RemoteJWKSet> {
    const { href } = await this.issuer.keysUrl()
    if (this.kept?.url !== href) {
      const options = { timeoutDuration: TIMEOUT, [customFetch]: boundedFetch }
      this.kept = { url: href, keys: createRemoteJWKSet(new URL(href), options) }
    }
    return this.kept.keys
  }
}
