import { hash, randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet } from 'jose'
import { RESOURCE } from './local-issuer.js'

const MINUTE = 60

/** An expertise platform that says, signed, for which of its users it asks. */
export class Platform {
  readonly issuer = 'https://expertal.example'

  private constructor(
    readonly keys: JSONWebKeySet,
    private readonly key: CryptoKey,
  ) {}

  static async create(): Promise<Platform> {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    return new Platform({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] }, privateKey)
  }

  /** About `sub`, for one request; `change` makes it another's. */
  assertion(
    request: { readonly method: string; readonly url: string; readonly body?: string },
    change: Readonly<Record<string, unknown>> = {},
    typ = 'on-behalf-of+jwt',
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      sub: 'user-7',
      aud: RESOURCE,
      iat: now,
      exp: now + MINUTE,
      jti: randomUUID(),
      htm: request.method,
      htu: request.url,
      ...(request.body !== undefined && { digest: hash('sha256', request.body, 'base64url') }),
      ...change,
    }
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ }).sign(this.key)
  }
}
