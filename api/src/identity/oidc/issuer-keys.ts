import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose'
import { IdentityError } from '../identity-error.js'
import { boundedFetch } from './bounded-fetch.js'

/** Milliseconds for an issuer to hand out its keys. */
const TIMEOUT = 5_000

/** The keys with which an issuer signs, fetched when first needed and kept for a while. */
export class IssuerKeys {
  private kept: { readonly url: string; readonly keys: RemoteJWKSet } | undefined

  /** @param url where it publishes them */
  constructor(private readonly url: () => Promise<URL>) {}

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
    const { href } = await this.url()
    if (this.kept?.url !== href) {
      const options = { timeoutDuration: TIMEOUT, [customFetch]: boundedFetch }
      this.kept = { url: href, keys: createRemoteJWKSet(new URL(href), options) }
    }
    return this.kept.keys
  }
}
