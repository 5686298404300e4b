import { randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { SessionGoingOn } from '../src/http/schemas/session.js'
import { CLIENT } from './local-issuer.js'
import type { UserAgent } from './user-agent.js'

/** Of OpenID Connect Back-Channel Logout 1.0, section 2.4. */
export const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** What an issuer says of sessions that it ended, once signed. */
export function logoutClaims(issuer: string, whose: { sub?: string; sid?: string }): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, exp: now + 120 }
  return {
    iss: issuer,
    aud: CLIENT.id,
    jti: randomUUID(),
    events: { [EVENT]: {} },
    ...times,
    ...whose,
  }
}

/** As the issuer says it to the server itself. */
export function tellLogout(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams({ logout_token: token })
  return fetch(`${url}/api/v1/session/oidc/local/logout`, { method: 'POST', headers, body })
}

export async function sessionStatus(url: string, browser: UserAgent): Promise<number> {
  return (await browser.fetch(new URL(`${url}/api/v1/session`))).status
}

/** Ends the browser's session; it goes on at the issuer. */
export async function leave(url: string, browser: UserAgent): Promise<SessionGoingOn> {
  const session = new URL(`${url}/api/v1/session`)
  const left = await browser.fetch(session, {}, { method: 'DELETE' })
  expect(left.status).toBe(200)
  return SessionGoingOn.parse(await left.json())
}
