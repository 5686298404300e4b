import { OidcIssuer } from './oidc-issuer.js'
import type { OidcSettings } from './oidc-settings.js'

/** The issuers of the settings by name, none of them asked yet. */
export function openIssuers({ publicUrl, issuers }: OidcSettings): ReadonlyMap<string, OidcIssuer> {
  return new Map(
    issuers.map((settings) => {
      const redirectUri = `${publicUrl}/api/v1/session/oidc/${settings.name}/callback`
      return [settings.name, new OidcIssuer(settings, redirectUri)]
    }),
  )
}
