import { hash, randomBytes } from 'node:crypto'
import { IdentityError } from '../identity-error.js'

const LIFETIME = 600_000
const MAX_PENDING = 10_000
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** What has to come back from the issuer, and where to go then. */
export interface PendingLogin {
  readonly issuer: string
  readonly state: string
  readonly nonce: string
  /** PKCE: the secret behind the challenge. */
  readonly verifier: string
  /** A page of the console. */
  readonly returnTo: string
}

/**
 * Logins under way at an issuer, in memory: by the digest of a random token that only the browser which
 * began has. Each can be taken once.
 */
export class PendingLogins {
  private readonly kept = new Map<string, PendingLogin & { readonly expiresAt: number }>()

  constructor(private readonly now: () => number = Date.now) {}

  /** @throws IdentityError TOO_MANY_LOGINS */
  keep(login: PendingLogin): { readonly token: string; readonly expiresAt: number } {
    this.forgetExpired()
    if (this.kept.size >= MAX_PENDING) {
      throw new IdentityError('TOO_MANY_LOGINS', `more than ${MAX_PENDING} logins are under way`)
    }
    const token = randomBytes(32).toString('base64url')
    const expiresAt = this.now() + LIFETIME
    this.kept.set(hash('sha256', token), { ...login, expiresAt })
    return { token, expiresAt }
  }

  /** The login of an untrusted token, which is over for everybody else from here. */
  take(token: string): PendingLogin | undefined {
    if (!TOKEN.test(token)) return undefined
    const digest = hash('sha256', token)
    const login = this.kept.get(digest)
    this.kept.delete(digest)
    return login !== undefined && login.expiresAt > this.now() ? login : undefined
  }

  /** All live equally long: the oldest come first. */
  private forgetExpired(): void {
    const now = this.now()
    for (const [digest, { expiresAt }] of this.kept) {
      if (expiresAt > now) return
      this.kept.delete(digest)
    }
  }
}
