import { API_PREFIX } from './openapi.js'

/** Where the routes of logins stand, under the prefix of the interface. */
export const OIDC_LOGINS = 'session/oidc'

/** Where a login at an issuer of this name begins. */
export function oidcLogin(issuer: string): string {
  return `/${API_PREFIX}/${OIDC_LOGINS}/${issuer}`
}

/** Where the issuer sends the browser back to. */
export function oidcCallback(issuer: string): string {
  return `${oidcLogin(issuer)}/callback`
}

/** Where the issuer says which sessions it ended. */
export function oidcLogout(issuer: string): string {
  return `${oidcLogin(issuer)}/logout`
}
