import { OidcDesk } from './http/oidc-desk.js'
import { oidcCallback, oidcLogin } from './http/oidc-paths.js'
import { API_PREFIX } from './http/openapi.js'
import type { Metrics } from './http/metrics.js'
import { PlatformDoor } from './http/platform-door.js'
import type { SessionMethod } from './http/schemas/session.js'
import type { SessionDesk } from './http/session-desk.js'
import type { CertificateProxy } from './identity/certificate/certificate-authority.js'
import { ClientIdentification } from './identity/clients/client-identification.js'
import { LogoutTokens } from './identity/logout/logout-tokens.js'
import { OidcIdentification } from './identity/oidc/oidc-identification.js'
import type { OidcSettings } from './identity/oidc/oidc-settings.js'
import { openIssuers } from './identity/oidc/open-issuers.js'
import { RefusedIdentifications } from './identity/refused-identifications.js'
import type { LedgerNode } from './ledger-node.js'
import type { SessionAccess } from './session-access.js'

/** What it takes to identify people by OpenID Connect issuers, and platforms by their tokens. */
export interface OidcAccess {
  readonly desk: OidcDesk
  readonly platforms: PlatformDoor
  /** In the order of the settings. */
  readonly methods: readonly SessionMethod[]
}

export interface OidcAccessParts {
  readonly node: LedgerNode
  readonly sessions: SessionDesk
  readonly entrance: Pick<SessionAccess, 'assertions' | 'ends' | 'logins' | 'sessions'>
  readonly metrics: Metrics
  /** Believed when they say which certificate they were shown. */
  readonly proxies: readonly CertificateProxy[]
}

/** None of the issuers is asked yet. */
export function openOidcAccess(
  settings: OidcSettings,
  { node, sessions, entrance, metrics, proxies }: OidcAccessParts,
): OidcAccess {
  const { persons, clock } = node
  const { publicUrl, clients } = settings
  const issuers = openIssuers(settings, oidcCallback)
  const identification = new OidcIdentification(issuers, persons.known, clock, entrance.logins)
  const refused = new RefusedIdentifications(node)
  const audience = `${publicUrl}/${API_PREFIX}`
  const byToken = new ClientIdentification(
    clients,
    issuers,
    audience,
    persons.known,
    clock,
    entrance.assertions,
  )
  return {
    desk: new OidcDesk({
      identification,
      logouts: new LogoutTokens(issuers, entrance.assertions),
      sessions,
      open: entrance.sessions,
      ends: entrance.ends,
      refused,
      metrics,
    }),
    platforms: new PlatformDoor(byToken, publicUrl, proxies, entrance.sessions, () => clock.now(), {
      refused,
      metrics,
    }),
    methods: identification.choices.map(({ name, title }) => {
      return { method: 'oidc', url: oidcLogin(name), title } as const
    }),
  }
}
