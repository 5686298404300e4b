import type { Kysely } from 'kysely'
import { IdentityError } from '../identity-error.js'
import { makeRoom } from '../session-store/make-room.js'
import type { SealedRecords } from '../session-store/sealed-record.js'
import type { SessionTables } from '../session-store/session-tables.js'
import { digestOf, newToken } from '../session-store/token.js'

/** Milliseconds for which a browser may be away at an issuer. */
export const AWAY = 600_000
const MAX_PENDING = 10_000
const KIND = 'login'

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

/** Milliseconds since 1970. */
export type BegunLogin = PendingLogin & { readonly begunAt: number }

/**
 * Logins under way at an issuer, by the digest of a random token that only the browser which began has.
 * Each can be taken once, at any node.
 */
export class PendingLogins {
  constructor(
    private readonly database: Kysely<SessionTables>,
    private readonly sealed: SealedRecords,
    private readonly now: () => number,
  ) {}

  /** @throws IdentityError TOO_MANY_LOGINS */
  async keep(login: PendingLogin): Promise<{ readonly token: string; readonly expiresAt: number }> {
    if (!(await makeRoom(this.database, 'login', this.now(), MAX_PENDING))) {
      throw new IdentityError('TOO_MANY_LOGINS', `more than ${MAX_PENDING} logins are under way`)
    }
    const { token, digest } = newToken()
    const begunAt = this.now()
    const expiresAt = begunAt + AWAY
    const sealed = this.sealed.seal({ ...login, begunAt } satisfies BegunLogin, KIND, digest)
    await this.database
      .insertInto('login')
      .values({ digest, sealed, expires_at: expiresAt })
      .execute()
    return { token, expiresAt }
  }

  /** The login of an untrusted token, which is over for everybody else from here. */
  async take(token: string): Promise<BegunLogin | undefined> {
    const digest = digestOf(token)
    if (digest === undefined) return undefined
    const [row] = await this.database
      .deleteFrom('login')
      .where('digest', '=', digest)
      .returning('sealed')
      .execute()
    const login = row && this.sealed.open<BegunLogin>(row.sealed, KIND, digest)
    return login !== undefined && login.begunAt + AWAY > this.now() ? login : undefined
  }
}
