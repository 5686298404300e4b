import { hash, randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import type { Kysely } from 'kysely'
import type { Purpose } from '../actions/purpose.js'
import type { SessionLimits } from '../config/session-limits.js'
import type { Identification } from './identification.js'
import { IdentityError } from './identity-error.js'
import { HeardLogouts, type IssuerMarks } from './logout/heard-logouts.js'
import type { IssuerSession } from './logout/issuer-session.js'
import type { IssuerLogout } from './logout/logout-tokens.js'
import type { SessionRecord } from './session-record.js'
import { makeRoom } from './session-store/make-room.js'
import type { SealedRecords } from './session-store/sealed-record.js'
import type { SessionTables } from './session-store/session-tables.js'
import { digestOf, newToken } from './session-store/token.js'

const MAX_SESSIONS = 10_000
const KIND = 'session'
/** Milliseconds for which it is not noted again that a session is used. */
const NOTED = 60_000
/** Milliseconds for which it can be told why a session expired. */
export const TOLD = 3_600_000

/** Why a session of this token is no more. */
export type SessionEnd = 'SESSION_EXPIRED' | 'SESSION_IDLE'

/**
 * Open sessions of the ledger's nodes, by the digest of a random token, never by the token. Nothing is
 * remembered between two questions: what one node ends has ended on all of them. When it ends by itself
 * stands in what is sealed: whoever writes to the database prolongs none.
 */
export class Sessions {
  private readonly logouts: HeardLogouts

  constructor(
    private readonly database: Kysely<SessionTables>,
    private readonly sealed: SealedRecords,
    private readonly limits: SessionLimits,
    private readonly now: () => number,
  ) {
    this.logouts = new HeardLogouts(database, now)
  }

  /** @throws IdentityError TOO_MANY_SESSIONS, OIDC_LOGGED_OUT */
  async open(identification: Identification): Promise<{
    readonly token: string
    readonly session: SessionRecord
  }> {
    if (!(await makeRoom(this.database, 'session', this.now(), MAX_SESSIONS, TOLD))) {
      throw new IdentityError('TOO_MANY_SESSIONS', `more than ${MAX_SESSIONS} sessions are open`)
    }
    const { token, digest } = newToken()
    const session = this.begun(identification)
    await this.keep(digest, session)
    await this.assertGoingOn(session)
    return { token, session }
  }

  /** The session of an untrusted token, while it lasts. */
  async find(token: string): Promise<SessionRecord | undefined> {
    const session = await this.kept(token)
    return session && this.expiryOf(session) === undefined ? session : undefined
  }

  /**
   * The session in which a platform reads for this person, from its first read while it goes on reading.
   * `key` tells it apart; no token is spelled so, and none opens it. Undefined where that is too many: they
   * leave room for people.
   */
  async goOn(
    key: `platform ${string}`,
    identification: Identification,
    purpose: Purpose,
  ): Promise<SessionRecord | undefined> {
    const digest = hash('sha256', key)
    const row = await this.row('digest', digest)
    const known = row && this.opened(row)
    if (known !== undefined && this.expiryOf(known) === undefined) return this.use(known)
    if (row !== undefined) await this.forget(row)
    if (!(await makeRoom(this.database, 'session', this.now(), MAX_SESSIONS / 2, TOLD))) {
      return undefined
    }
    const begun = await this.keep(digest, { ...this.begun(identification), purpose })
    // Another request was faster.
    return begun ?? this.goOn(key, identification, purpose)
  }

  /** Why the session of an untrusted token ended by itself, for an hour; undefined of any other. */
  async whyEnded(token: string): Promise<SessionEnd | undefined> {
    const session = await this.kept(token)
    return session && this.expiryOf(session)
  }

  async isOpen({ id }: Pick<SessionRecord, 'id'>): Promise<boolean> {
    const row = await this.row('id', id)
    const session = row && this.opened(row)
    return session !== undefined && this.expiryOf(session) === undefined
  }

  /**
   * The session, used now; written once a minute at most, and never over what another request changed
   * in it meanwhile: that one was a use as well.
   */
  async use(session: SessionRecord): Promise<SessionRecord> {
    const usedAt = this.now()
    if (usedAt - session.usedAt < NOTED) return session
    const used = { ...session, usedAt }
    const row = await this.row('id', session.id)
    const known = row && this.opened(row)
    const isNoted = known === undefined || usedAt - known.usedAt < NOTED
    if (row !== undefined && !isNoted && known.reading === session.reading) {
      await this.write(used, row, row.sealed)
    }
    return used
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

  /** Ends the sessions, and logins under way, that rest on what an issuer ended; says which sessions they were. */
  async endOfIssuer(ended: Omit<IssuerLogout, 'evidence'>): Promise<readonly SessionRecord[]> {
    const marks = this.marksOf(ended)
    const named = Object.entries(marks).filter((each) => each[1] !== null)
    if (named.length === 0) return []
    // Kept first: a session kept before this is found below, one kept later finds this.
    await this.logouts.keep(marks)
    const rows = await this.database
      .deleteFrom('session')
      .where((where) => where.and(Object.fromEntries(named)))
      .returning(['digest', 'sealed'])
      .execute()
    return rows.flatMap((row) => this.opened(row) ?? [])
  }

  async end({ id }: Pick<SessionRecord, 'id'>): Promise<void> {
    await this.database.deleteFrom('session').where('id', '=', id).execute()
  }

  private begun({ endsAt, ...identification }: Identification): SessionRecord {
    const openedAt = this.now()
    return {
      bound: null,
      ...identification,
      id: randomUUID(),
      purpose: null,
      reading: randomUUID(),
      openedAt,
      expiresAt: Math.min(openedAt + this.limits.total, endsAt ?? Infinity),
      usedAt: openedAt,
    }
  }

  /** Undefined when there is one by this digest. */
  private async keep(digest: string, session: SessionRecord): Promise<SessionRecord | undefined> {
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('session')
      .values({
        digest,
        id: session.id,
        person: session.person.id,
        sealed: this.sealed.seal(session, KIND, digest),
        expires_at: this.endOfUnused(session),
        ...this.marksOf(session.atIssuer),
      })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n ? session : undefined
  }

  /** That the issuer did not end meanwhile what a session just kept rests on. */
  private async assertGoingOn(session: SessionRecord): Promise<void> {
    const { atIssuer } = session
    if (atIssuer === undefined) return
    if (!(await this.logouts.ended(this.marksOf(atIssuer), atIssuer.begunAt))) return
    await this.end(session)
    throw new IdentityError('OIDC_LOGGED_OUT', 'the issuer ended it while the login was under way')
  }

  private marksOf(at: AtIssuer | undefined): IssuerMarks {
    const mark = (what: 'subject' | 'sid') => {
      const name = at?.[what] ?? null
      return name === null ? null : this.sealed.mark(what, at!.issuer, name)
    }
    return { issuer_subject: mark('subject'), issuer_session: mark('sid') }
  }

  /** Unless it is another one by now. */
  private async forget({ digest, sealed }: Row): Promise<void> {
    await this.database
      .deleteFrom('session')
      .where('digest', '=', digest)
      .where('sealed', '=', sealed)
      .execute()
  }

  /** False when it has ended. */
  private async replace(session: SessionRecord): Promise<boolean> {
    const row = await this.row('id', session.id)
    return row !== undefined && this.write(session, row)
  }

  /** `over`: only as long as this is what stands there. */
  private async write(session: SessionRecord, row: Row, over?: Uint8Array): Promise<boolean> {
    const { digest } = row
    const sealed = this.sealed.seal(session, KIND, digest)
    const { numUpdatedRows } = await this.database
      .updateTable('session')
      .set({ sealed, expires_at: this.endOfUnused(session) })
      .where('digest', '=', digest)
      .$if(over !== undefined, (update) => update.where('sealed', '=', over!))
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  private async kept(token: string): Promise<SessionRecord | undefined> {
    const digest = digestOf(token)
    if (digest === undefined) return undefined
    const row = await this.row('digest', digest)
    return row && this.opened(row)
  }

  private row(by: 'digest' | 'id', value: string): Promise<Row | undefined> {
    return this.database
      .selectFrom('session')
      .select(['digest', 'sealed'])
      .where(by, '=', value)
      .executeTakeFirst()
  }

  private opened({ digest, sealed }: Row): SessionRecord | undefined {
    return this.sealed.open<SessionRecord>(sealed, KIND, digest)
  }

  private expiryOf({ expiresAt, usedAt }: SessionRecord): SessionEnd | undefined {
    const now = this.now()
    if (now >= expiresAt) return 'SESSION_EXPIRED'
    return now < usedAt + this.limits.idle ? undefined : 'SESSION_IDLE'
  }

  private endOfUnused({ expiresAt, usedAt }: SessionRecord): number {
    return Math.min(expiresAt, usedAt + this.limits.idle)
  }
}

type Row = Pick<SessionTables['session'], 'digest' | 'sealed'>

type AtIssuer = Pick<IssuerLogout | IssuerSession, 'issuer' | 'sid' | 'subject'>
