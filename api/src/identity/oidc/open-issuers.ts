import { IdentityError } from '../identity-error.js'
import { OidcIssuer } from './oidc-issuer.js'
import type { OidcSettings } from './oidc-settings.js'

/**
 * The issuers of the settings by name, none of them asked yet.
 * @param callback path to which the issuer of a name sends browsers back
 */
export function openIssuers(
  { publicUrl, issuers }: OidcSettings,
  callback: (issuer: string) => string,
): ReadonlyMap<string, OidcIssuer> {
  return new Map(
    issuers.map((settings) => {
      const redirectUri = `${publicUrl}${callback(settings.name)}`
      return [settings.name, new OidcIssuer(settings, redirectUri)]
    }),
  )
}

/** @throws IdentityError OIDC_ISSUER_UNKNOWN */
export function issuerOf(issuers: ReadonlyMap<string, OidcIssuer>, name: string): OidcIssuer {
  const issuer = issuers.get(name)
  if (issuer !== undefined) return issuer
  throw new IdentityError('OIDC_ISSUER_UNKNOWN', 'no issuer of this name')
}
