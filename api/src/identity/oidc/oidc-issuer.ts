import type { JWTVerifyGetKey } from 'jose'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type Configuration,
  type IDToken,
} from 'openid-client'
import { oldestAuthentication } from './authentication-end.js'
import { boundedFetch } from './bounded-fetch.js'
import { IdentityError } from '../identity-error.js'
import type { IssuerSession } from '../logout/issuer-session.js'
import { IssuerKeys } from './issuer-keys.js'
import { oidcFailure } from './oidc-failure.js'
import type { IssuerSettings } from './oidc-settings.js'
import type { PendingLogin } from './pending-logins.js'

/** Seconds for each answer of an issuer. */
const TIMEOUT = 5
/** Seconds the issuer's clock and ours may differ. */
const TOLERANCE = 30
/** Milliseconds after which an issuer is asked anew where its endpoints are. */
const METADATA_LIFETIME = 3_600_000

/** What an issuer said of somebody: the claims, and the token that carried them. */
export interface IdentityAssertion {
  readonly claims: IDToken
  /** The ID token, verbatim. */
  readonly token: string
}

/** One OpenID Connect issuer, by authorization code with PKCE; ID tokens are checked to their signature. */
export class OidcIssuer {
  /** By which tokens it signed are checked. @throws IdentityError OIDC_ISSUER_UNAVAILABLE */
  readonly key: JWTVerifyGetKey = new IssuerKeys(() => this.keysUrl()).key
  private metadata:
    { readonly configuration: Promise<Configuration>; readonly readAt: number } | undefined

  constructor(
    readonly settings: IssuerSettings,
    /** Where it sends browsers back to. */
    private readonly redirectUri: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Where a browser goes to be identified. @throws IdentityError OIDC_ISSUER_UNAVAILABLE */
  async loginUrl({ state, nonce, verifier }: PendingLogin): Promise<URL> {
    const { scopes, assurance } = this.settings
    const maxAge = oldestAuthentication(this.settings)
    return buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.redirectUri,
      response_type: 'code',
      scope: scopes.join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(assurance?.claim === 'acr' && { acr_values: assurance.accepted.join(' ') }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    })
  }

  /**
   * Redeems what came back with the browser, its state already compared.
   * @throws IdentityError with a code for each way in which it may not fit
   */
  async redeem(answer: URLSearchParams, login: PendingLogin): Promise<IdentityAssertion> {
    const configuration = await this.configuration()
    assertIssuer(answer.get('iss'), configuration)
    const maxAge = oldestAuthentication(this.settings)
    try {
      const tokens = await authorizationCodeGrant(
        configuration,
        new URL(`${this.redirectUri}?${answer.toString()}`),
        {
          expectedState: login.state,
          expectedNonce: login.nonce,
          pkceCodeVerifier: login.verifier,
          idTokenExpected: true,
          ...(maxAge !== undefined && { maxAge }),
        },
      )
      return { claims: tokens.claims()!, token: tokens.id_token! }
    } catch (error) {
      throw oidcFailure(error)
    }
  }

  /**
   * Where a browser goes to end its session at the issuer too; undefined where there is no such page. It comes
   * back beside where logins do.
   * @throws IdentityError OIDC_ISSUER_UNAVAILABLE
   */
  async logoutUrl({ idToken }: IssuerSession, state: string): Promise<URL | undefined> {
    const configuration = await this.configuration()
    if (!this.isUsable(configuration.serverMetadata().end_session_endpoint)) return undefined
    return buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: new URL('ended', this.redirectUri).href,
      state,
      ...(idToken !== null && { id_token_hint: idToken }),
    })
  }

  private async keysUrl(): Promise<URL> {
    const { jwks_uri: keys } = (await this.configuration()).serverMetadata()
    if (this.isUsable(keys)) return new URL(keys)
    throw new IdentityError('OIDC_ISSUER_UNAVAILABLE', 'the issuer publishes no keys')
  }

  private isUsable(page: string | undefined): page is string {
    const isHttp = new URL(this.settings.issuer).protocol === 'http:'
    if (page === undefined || !URL.canParse(page)) return false
    const { protocol } = new URL(page)
    return protocol === 'https:' || (isHttp && protocol === 'http:')
  }

  /** Asked for once by all who wait; what failed is asked for again. */
  private async configuration(): Promise<Configuration> {
    const now = this.now()
    if (this.metadata === undefined || now - this.metadata.readAt > METADATA_LIFETIME) {
      this.metadata = { configuration: this.discover(), readAt: now }
    }
    const asked = this.metadata
    try {
      return await asked.configuration
    } catch (error) {
      if (this.metadata === asked) this.metadata = undefined
      throw unavailable(error)
    }
  }

  private async discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings
    const url = new URL(issuer)
    const configuration = await discovery(
      url,
      clientId,
      { [clockTolerance]: TOLERANCE },
      clientSecret === undefined ? None() : ClientSecretBasic(clientSecret),
      {
        [customFetch]: boundedFetch,
        timeout: TIMEOUT,
        execute: [
          enableNonRepudiationChecks,
          // The settings let http through to this machine only.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as to stand out
          ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
        ],
      },
    )
    const { authorization_endpoint: login, token_endpoint: token } = configuration.serverMetadata()
    if (this.isUsable(login) && this.isUsable(token)) return configuration
    throw new IdentityError('OIDC_ISSUER_UNAVAILABLE', 'the issuer does not say where logins begin')
  }
}

/** What an issuer says of itself is no identification: it cannot be used, whatever is wrong with it. */
function unavailable(error: unknown): IdentityError {
  const failure = oidcFailure(error)
  if (failure.code !== 'OIDC_TOKEN_MALFORMED') return failure
  const message = 'the issuer does not say what it is'
  return new IdentityError('OIDC_ISSUER_UNAVAILABLE', message, { cause: failure })
}

/** RFC 9207: an answer that says of whom it is has to be of the issuer that was asked. */
function assertIssuer(iss: string | null, configuration: Configuration): void {
  if (iss === null || iss === configuration.serverMetadata().issuer) return
  throw new IdentityError('OIDC_ISSUER_MISMATCH', 'the answer is of another issuer')
}
