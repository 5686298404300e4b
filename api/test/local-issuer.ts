import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  decodeJwt,
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose'
import type Provider from 'oidc-provider'
import type { Context } from 'oidc-provider'

/** Who logs in at the issuer next, without being asked anything. */
export interface Account {
  readonly subject: string
  readonly acr?: string
  /** He declines. */
  readonly declines?: boolean
}

export const CLIENT = { id: 'contremarque', secret: 'a secret of the tests, and of them alone' }

/** Another platform, and what it asks tokens for. */
export const PLATFORM = { id: 'expertal', secret: 'another secret of the tests alone' }
export const RESOURCE = 'https://registre.example/api/v1'

/**
 * A real OpenID provider on this machine. What it hands out can be twisted on its way, signed by the
 * provider's own key or by another, to see who notices.
 */
export class LocalIssuer {
  account: Account = { subject: 'nobody' }
  /** Other claims in ID tokens, signed by the issuer itself. */
  twist: ((claims: JWTPayload) => JWTPayload) | undefined
  /** By whom ID tokens are signed. */
  signer: 'foreign' | 'none' | 'own' = 'own'
  /** Whether it says that sessions can be ended there. */
  endsSessions = true
  /** Whether it asks before it identifies, on a page of its own. */
  asks = false
  /** Answered instead of everything. */
  fault: ((response: ServerResponse) => void) | undefined
  /** The ID token it gave last. */
  lastIdToken: string | undefined

  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly keys: { readonly own: CryptoKey; readonly foreign: CryptoKey },
  ) {}

  /** `redirectUri`: where it sends browsers back to; `host`: the name it goes by, of this machine. */
  static async start(redirectUri: string, host = '127.0.0.1'): Promise<LocalIssuer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://${host}:${(server.address() as AddressInfo).port}`
    const own = await generateKeyPair('ES256', { extractable: true })
    const { privateKey: foreign } = await generateKeyPair('ES256')
    const issuer = new LocalIssuer(url, server, { own: own.privateKey, foreign })
    const jwk = { ...(await exportJWK(own.privateKey)), kid: 'own', alg: 'ES256', use: 'sig' }
    const provider = await quietProvider(url, configuration(jwk, redirectUri))
    provider.use(async (context, next) => {
      await next()
      if (context.path === '/token') context.body = await issuer.twisted(context.body)
      if (context.path === DISCOVERY && !issuer.endsSessions)
        context.body = unending(context.body as Record<string, unknown>)
    })
    const answer = provider.callback()
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (issuer.fault !== undefined) issuer.fault(response)
      else if (request.url?.startsWith('/interaction/') === true) {
        if (issuer.asks && request.method === 'GET')
          response.setHeader('content-type', HTML).end(PAGE)
        else void issuer.logIn(provider, request, response)
      } else answer(request, response)
    })
    return issuer
  }

  /** Itself again, with this account. */
  reset(account: Account): void {
    this.account = account
    this.twist = undefined
    this.signer = 'own'
    this.fault = undefined
    this.asks = false
    this.endsSessions = true
  }

  /** What a platform gets for its secret (client credentials). */
  async accessToken(scope: string, resource = RESOURCE): Promise<string> {
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${PLATFORM.id}:${PLATFORM.secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
    })
    const { access_token: token } = (await answer.json()) as { readonly access_token: string }
    return token
  }

  /** A token of the issuer with any claims. */
  async sign(claims: JWTPayload, typ = 'JWT'): Promise<string> {
    if (this.signer === 'none') return new UnsecuredJWT(claims).encode()
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'own', typ })
      .sign(this.keys[this.signer])
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async logIn(
    provider: Provider,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { subject, acr, declines } = this.account
    if (declines === true) {
      const result = { error: 'access_denied', error_description: 'declined' }
      return provider.interactionFinished(request, response, result)
    }
    const grant = new provider.Grant({ accountId: subject, clientId: CLIENT.id })
    grant.addOIDCScope('openid')
    return provider.interactionFinished(request, response, {
      login: { accountId: subject, ...(acr !== undefined && { acr }) },
      consent: { grantId: await grant.save() },
    })
  }

  private async twisted(body: unknown): Promise<unknown> {
    const { id_token: token } = body as { readonly id_token?: string }
    if (token === undefined) return body
    const isTwisted = this.twist !== undefined || this.signer !== 'own'
    this.lastIdToken = isTwisted
      ? await this.sign(this.twist?.(decodeJwt(token)) ?? decodeJwt(token))
      : token
    return { ...(body as object), id_token: this.lastIdToken }
  }
}

const DISCOVERY = '/.well-known/openid-configuration'

/** Metadata of an issuer at which no session can be ended. */
function unending({ end_session_endpoint: _, ...others }: Record<string, unknown>): object {
  return others
}

const HTML = 'text/html; charset=utf-8'
const PAGE = `<!doctype html><html lang="fr"><title>Fournisseur local</title>
<form method="post"><button>Consentir et continuer</button></form></html>`

/** The provider warns that it is none for production: this one is not. */
async function quietProvider(url: string, settings: unknown): Promise<Provider> {
  const { info, warn } = console
  Object.assign(console, { info: unlessOfProvider(info), warn: unlessOfProvider(warn) })
  const { default: Real } = await import('oidc-provider')
  return new Real(url, settings)
}

function unlessOfProvider(say: (...said: readonly unknown[]) => void) {
  return (...said: readonly unknown[]): void => {
    if (!String(said[0]).includes('oidc-provider')) say(...said)
  }
}

const TTL = 600

function configuration(jwk: unknown, redirectUri: string) {
  return {
    jwks: { keys: [jwk] },
    acrValues: ['eidas2', 'eidas3'],
    ttl: {
      AccessToken: TTL,
      ClientCredentials: TTL,
      Grant: TTL,
      IdToken: TTL,
      Interaction: TTL,
      Session: TTL,
    },
    cookies: { keys: ['of the tests'] },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('ended', redirectUri).href],
        backchannel_logout_uri: new URL('logout', redirectUri).href,
        backchannel_logout_session_required: true,
        id_token_signed_response_alg: 'ES256',
      },
      {
        client_id: PLATFORM.id,
        client_secret: PLATFORM.secret,
        id_token_signed_response_alg: 'ES256',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    scopes: ['openid', 'read', 'record'],
    features: {
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: { enabled: true, getResourceServerInfo: resourceServer },
    },
    // It refuses to call this machine otherwise.
    fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher: unknown }) =>
      fetch(url, options),
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
  }
}

/** The page that asks whether the session is to end; the button is pressed by who reads it. */
function logoutSource(context: Context, form: string): void {
  context.body = `<!doctype html><html lang="fr"><title>Fournisseur local</title>${form}
<button form="op.logoutForm" name="logout" value="yes">Se déconnecter</button></html>`
}

function resourceServer(_: unknown, audience: string) {
  return {
    audience,
    scope: 'read record',
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  }
}
