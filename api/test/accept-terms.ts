import { Caller } from './http-world.js'
import type { OidcWorld } from './oidc-world.js'
import { UserAgent } from './user-agent.js'

/** The person accepts the terms of use himself, in the console, identified at the issuer. */
export async function acceptTermsOf(here: OidcWorld, person: string): Promise<void> {
  await here.bind(person, here.idp.url, 'petit')
  here.idp.account = { subject: 'petit', acr: 'eidas3' }
  const browser = new UserAgent()
  const isNoPage = ({ origin, pathname }: URL) => origin !== here.url || pathname.startsWith('/api')
  await browser.visit(`${here.url}/api/v1/session/oidc/local`, isNoPage)
  const token = browser.cookie(here.url, 'contremarque-session')!
  await new Caller(here.world.server, `contremarque-session=${token}`).acceptTerms()
}
