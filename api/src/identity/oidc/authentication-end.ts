import type { IDToken } from 'openid-client'
import type { IssuerSettings } from './oidc-settings.js'

type Ends = Pick<IssuerSettings, 'authenticationLife' | 'endsWithToken' | 'maxAge'>

/** Seconds since the person authenticated at the issuer, at most; undefined: that is not asked. */
export function oldestAuthentication({ maxAge, authenticationLife }: Ends): number | undefined {
  if (maxAge === undefined || authenticationLife === undefined) return maxAge ?? authenticationLife
  return Math.min(maxAge, authenticationLife)
}

/** When a session ends by what its issuer said, in milliseconds since 1970; undefined where the settings do not ask. */
export function authenticationEnd(
  { exp, auth_time: authenticatedAt }: Pick<IDToken, 'auth_time' | 'exp'>,
  { authenticationLife, endsWithToken }: Ends,
): number | undefined {
  const ends = [
    ...(endsWithToken === true ? [exp] : []),
    // An issuer that was asked for it and does not say when is refused before.
    ...(authenticationLife === undefined ? [] : [authenticatedAt! + authenticationLife]),
  ]
  return ends.length === 0 ? undefined : Math.min(...ends) * 1000
}
