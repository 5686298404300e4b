import type { ExpressionBuilder, Kysely } from 'kysely'
import { AWAY } from '../oidc/pending-logins.js'
import type { SessionTables } from '../session-store/session-tables.js'

/** Person and session at an issuer by their marks; null: not said. */
export type IssuerMarks = Pick<SessionTables['session'], 'issuer_session' | 'issuer_subject'>

/** What issuers ended, for as long as a login may be under way that rests on it; at every node. */
export class HeardLogouts {
  constructor(
    private readonly database: Kysely<SessionTables>,
    private readonly now: () => number,
  ) {}

  async keep(marks: IssuerMarks): Promise<void> {
    const heard_at = this.now()
    await this.database
      .deleteFrom('logout')
      .where('heard_at', '<', heard_at - AWAY)
      .execute()
    await this.database
      .insertInto('logout')
      .values({ ...marks, heard_at })
      .execute()
  }

  /** Whether, since this instant, the issuer ended that session, or all of that person. */
  async ended({ issuer_subject, issuer_session }: IssuerMarks, since: number): Promise<boolean> {
    const row = await this.database
      .selectFrom('logout')
      .select('heard_at')
      .where('heard_at', '>=', since)
      .where(isUnsaidOr('issuer_subject', issuer_subject))
      .where(isUnsaidOr('issuer_session', issuer_session))
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
}

function isUnsaidOr(column: keyof IssuerMarks, mark: string | null) {
  return (where: ExpressionBuilder<SessionTables, 'logout'>) =>
    where.or([where(column, 'is', null), where(column, '=', mark)])
}
