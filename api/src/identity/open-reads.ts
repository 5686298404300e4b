import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

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

/**
 * What is being read and not yet told to be over, in a file of this node: a process that is killed
 * loses neither last instants nor counts, a machine that fails those of its last moments.
 */
export class OpenReads {
  private readonly file: DatabaseSync
  /** Run at every read. */
  private readonly count: StatementSync

  constructor(path: string) {
    closeSync(openSync(path, 'a', 0o600))
    this.file = new DatabaseSync(path)
    this.file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.file.exec(TABLE)
    this.count = this.file.prepare(COUNT)
  }

  /** Nothing is counted yet. */
  begin({ session, stream, entry, actor, from }: Omit<OpenRead, 'reads' | 'until'>): void {
    this.file
      .prepare('INSERT OR IGNORE INTO read VALUES (?, ?, ?, ?, ?, ?, 0)')
      .run(session, stream, entry, actor, from, from)
  }

  /** Counts one more read; false when none of that stream is open in this session. */
  again(session: string, stream: string, at: string): boolean {
    return this.count.run(at, session, stream).changes === 1
  }

  sessions(): readonly string[] {
    const rows = this.file.prepare('SELECT DISTINCT session FROM read').all()
    return rows.map(({ session }) => session as string)
  }

  /** Cases first: their session is over once they are. */
  of(session: string): readonly OpenRead[] {
    const sql = 'SELECT * FROM read WHERE session = ? ORDER BY stream DESC'
    return this.file.prepare(sql).all(session) as unknown as readonly OpenRead[]
  }

  end({ session, stream }: Pick<OpenRead, 'session' | 'stream'>): void {
    this.file.prepare('DELETE FROM read WHERE session = ? AND stream = ?').run(session, stream)
  }

  close(): void {
    this.file.close()
  }
}

const COUNT = 'UPDATE read SET until = ?, reads = reads + 1 WHERE session = ? AND stream = ?'
const TABLE = `CREATE TABLE IF NOT EXISTS read (
  session TEXT NOT NULL, stream TEXT NOT NULL, entry TEXT NOT NULL, actor TEXT NOT NULL,
  "from" TEXT NOT NULL, until TEXT NOT NULL, reads INTEGER NOT NULL,
  PRIMARY KEY (session, stream)) STRICT, WITHOUT ROWID`
