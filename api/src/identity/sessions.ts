import { hash, randomBytes, randomUUID } from 'node:crypto'
import type { Purpose } from '../actions/purpose.js'
import type { Role } from '@contremarque/ledger'
import type { Identification } from './identification.js'
import { IdentityError } from './identity-error.js'
import type { SessionRecord } from './session-record.js'

const LIFETIME = 8 * 3_600_000
const MAX_SESSIONS = 10_000
const TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * Open sessions of this node, in memory: by the digest of a random 256-bit token, never by the token.
 * What looking up a digest takes tells nothing about a token.
 */
export class Sessions {
  private readonly kept = new Map<string, SessionRecord>()
  /** Digests of tokens by session. */
  private readonly ids = new Map<string, string>()

  constructor(private readonly now: () => number = Date.now) {}

  /** @throws IdentityError TOO_MANY_SESSIONS */
  open({ person, roles, name, title, bound }: Identification): {
    readonly token: string
    readonly session: SessionRecord
  } {
    this.forgetExpired()
    if (this.kept.size >= MAX_SESSIONS) {
      throw new IdentityError('TOO_MANY_SESSIONS', `more than ${MAX_SESSIONS} sessions are open`)
    }
    const token = randomBytes(32).toString('base64url')
    const openedAt = this.now()
    const session: SessionRecord = {
      id: randomUUID(),
      person,
      roles,
      name,
      title,
      bound: bound ?? null,
      purpose: null,
      openedAt,
      expiresAt: openedAt + LIFETIME,
    }
    const digest = digestOf(token)
    this.kept.set(digest, session)
    this.ids.set(session.id, digest)
    return { token, session }
  }

  /** The session of an untrusted token, while it lasts. */
  find(token: string): SessionRecord | undefined {
    if (!TOKEN.test(token)) return undefined
    const digest = digestOf(token)
    const session = this.kept.get(digest)
    if (session === undefined || session.expiresAt > this.now()) return session
    this.forget(session.id, digest)
    return undefined
  }

  isOpen({ id }: Pick<SessionRecord, 'id'>): boolean {
    const digest = this.ids.get(id)
    const session = digest === undefined ? undefined : this.kept.get(digest)
    return session !== undefined && session.expiresAt > this.now()
  }

  /** The same session, from now on reading for this; unchanged when it has ended meanwhile. */
  readFor(session: SessionRecord, purpose: Purpose): SessionRecord {
    const digest = this.ids.get(session.id)
    const changed = { ...session, purpose }
    if (digest !== undefined) this.kept.set(digest, changed)
    return changed
  }

  /** The same session from now on in another of its roles. @throws IdentityError ROLE_NOT_HELD */
  actAs(session: SessionRecord, role: Role): SessionRecord {
    const digest = this.ids.get(session.id)
    if (digest === undefined || !session.roles.includes(role)) {
      throw new IdentityError('ROLE_NOT_HELD', 'this person has no such role here')
    }
    const changed = { ...session, person: { ...session.person, role } }
    this.kept.set(digest, changed)
    return changed
  }

  /** Ends every session of a person: a role or a credential of his was taken away. */
  endOf(person: string): void {
    for (const session of [...this.kept.values()]) {
      if (session.person.id === person) this.end(session)
    }
  }

  end({ id }: SessionRecord): void {
    const digest = this.ids.get(id)
    if (digest !== undefined) this.forget(id, digest)
  }

  private forgetExpired(): void {
    const now = this.now()
    for (const [digest, session] of this.kept) {
      if (session.expiresAt <= now) this.forget(session.id, digest)
    }
  }

  private forget(id: string, digest: string): void {
    this.kept.delete(digest)
    this.ids.delete(id)
  }
}

function digestOf(token: string): string {
  return hash('sha256', token)
}
