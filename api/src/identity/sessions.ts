import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import type { Kysely } from 'kysely'
import type { Purpose } from '../actions/purpose.js'
import type { Identification } from './identification.js'
import { IdentityError } from './identity-error.js'
import type { SessionRecord } from './session-record.js'
import { makeRoom } from './session-store/make-room.js'
import type { SealedRecords } from './session-store/sealed-record.js'
import type { SessionTables } from './session-store/session-tables.js'
import { digestOf, newToken } from './session-store/token.js'

const LIFETIME = 8 * 3_600_000
const MAX_SESSIONS = 10_000
const KIND = 'session'

/**
 * Open sessions of the ledger's nodes, by the digest of a random token, never by the token. Nothing is
 * remembered between two questions: what one node ends has ended on all of them.
 */
export class Sessions {
  constructor(
    private readonly database: Kysely<SessionTables>,
    private readonly sealed: SealedRecords,
    private readonly now: () => number,
  ) {}

  /** @throws IdentityError TOO_MANY_SESSIONS */
  async open({ person, roles, name, title, bound, credential }: Identification): Promise<{
    readonly token: string
    readonly session: SessionRecord
  }> {
    if (!(await makeRoom(this.database, 'session', this.now(), MAX_SESSIONS))) {
      throw new IdentityError('TOO_MANY_SESSIONS', `more than ${MAX_SESSIONS} sessions are open`)
    }
    const { token, digest } = newToken()
    const openedAt = this.now()
    const session: SessionRecord = {
      id: randomUUID(),
      person,
      roles,
      name,
      title,
      bound: bound ?? null,
      credential,
      purpose: null,
      reading: randomUUID(),
      openedAt,
      expiresAt: openedAt + LIFETIME,
    }
    await this.database
      .insertInto('session')
      .values({
        digest,
        id: session.id,
        person: person.id,
        sealed: this.sealed.seal(session, KIND, digest),
        expires_at: session.expiresAt,
      })
      .execute()
    return { token, session }
  }

  /** The session of an untrusted token, while it lasts. */
  async find(token: string): Promise<SessionRecord | undefined> {
    const digest = digestOf(token)
    if (digest === undefined) return undefined
    const row = await this.database
      .selectFrom('session')
      .select('sealed')
      .where('digest', '=', digest)
      .executeTakeFirst()
    const session = row && this.sealed.open<SessionRecord>(row.sealed, KIND, digest)
    return session !== undefined && session.expiresAt > this.now() ? session : undefined
  }

  async isOpen({ id }: Pick<SessionRecord, 'id'>): Promise<boolean> {
    const row = await this.database
      .selectFrom('session')
      .select('expires_at')
      .where('id', '=', id)
      .executeTakeFirst()
    return row !== undefined && row.expires_at > this.now()
  }

  /** The same session, from now on reading for this; unchanged when it has ended meanwhile. */
  async readFor(session: SessionRecord, purpose: Purpose): Promise<SessionRecord> {
    const changed = { ...session, purpose, reading: randomUUID() }
    await this.replace(changed)
    return changed
  }

  /** The same session from now on in another of its roles. @throws IdentityError ROLE_NOT_HELD */
  async actAs(session: SessionRecord, role: Role): Promise<SessionRecord> {
    const person = { ...session.person, role }
    const changed = { ...session, person, reading: randomUUID() }
    if (session.roles.includes(role) && (await this.replace(changed))) return changed
    throw new IdentityError('ROLE_NOT_HELD', 'this person has no such role here')
  }

  /** Ends every session of a person: a role or a credential of his was taken away. */
  async endOf(person: string): Promise<void> {
    await this.database.deleteFrom('session').where('person', '=', person).execute()
  }

  async end({ id }: Pick<SessionRecord, 'id'>): Promise<void> {
    await this.database.deleteFrom('session').where('id', '=', id).execute()
  }

  /** False when it has ended. */
  private async replace(session: SessionRecord): Promise<boolean> {
    const { id } = session
    const row = await this.database
      .selectFrom('session')
      .select('digest')
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) return false
    const sealed = this.sealed.seal(session, KIND, row.digest)
    const { numUpdatedRows } = await this.database
      .updateTable('session')
      .set({ sealed })
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }
}
