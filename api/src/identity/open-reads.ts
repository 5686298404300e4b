import { sql, type Kysely } from 'kysely'

/** What a session reads since its first read of it. */
export interface OpenRead {
  readonly session: string
  /** `expertise-<uuid>`: one case; `console-<uuid>`: everything the session reads. */
  readonly stream: string
  /** Hash of the entry that tells how it began. */
  readonly entry: string
  /** Pseudonym of the reader in that stream. */
  readonly actor: string
  /** `YYYY-MM-DDThh:mm:ss.sssZ`, like `until`. */
  readonly from: string
  readonly until: string
  readonly reads: number
}

export type ReadTables = { read: OpenRead }

/** What is being read and not yet told to be over; it outlives the process that noted it. */
export class OpenReads {
  constructor(private readonly database: Kysely<ReadTables>) {}

  /** Nothing is counted yet. */
  async begin({ from, ...read }: Omit<OpenRead, 'reads' | 'until'>): Promise<void> {
    await this.database
      .insertInto('read')
      .values({ ...read, from, until: from, reads: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /**
   * Counts one more read of a stream, and of those beside it that are open; false, and nothing counted,
   * when none of that stream is open in this session.
   */
  async again(
    session: string,
    stream: string,
    at: string,
    beside: readonly string[] = [],
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.database
      .updateTable('read')
      .set((of) => ({
        // The clocks of two nodes differ.
        until: sql<string>`CASE WHEN until < ${at} THEN ${at} ELSE until END`,
        reads: of.eb('reads', '+', 1),
      }))
      .where('session', '=', session)
      .where('stream', 'in', [stream, ...beside])
      .where((of) =>
        of.exists(
          of
            .selectFrom('read as asked')
            .select('asked.stream')
            .where('asked.session', '=', session)
            .where('asked.stream', '=', stream),
        ),
      )
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async sessions(): Promise<readonly string[]> {
    const rows = await this.database.selectFrom('read').select('session').distinct().execute()
    return rows.map(({ session }) => session)
  }

  /** Cases first: their session is over once they are. */
  of(session: string): Promise<readonly OpenRead[]> {
    return this.database
      .selectFrom('read')
      .selectAll()
      .where('session', '=', session)
      .orderBy('stream', 'desc')
      .execute()
  }

  async end({ session, stream }: Pick<OpenRead, 'session' | 'stream'>): Promise<void> {
    await this.database
      .deleteFrom('read')
      .where('session', '=', session)
      .where('stream', '=', stream)
      .execute()
  }
}
