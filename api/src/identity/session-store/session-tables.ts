/**
 * Sessions and logins under way by the digest of their tokens, assertions heard by that of their names. Times in
 * milliseconds since 1970. Person and session at the issuer stand by marks (SealedRecords), null for other logins
 * and where a logout does not name them.
 */
export type SessionTables = {
  session: {
    digest: string
    id: string
    person: string
    sealed: Uint8Array
    expires_at: number
    issuer_subject: string | null
    issuer_session: string | null
  }
  login: { digest: string; sealed: Uint8Array; expires_at: number }
  assertion: { digest: string; expires_at: number }
  logout: { issuer_subject: string | null; issuer_session: string | null; heard_at: number }
}

export const SQLITE_SESSIONS = `
  CREATE TABLE session (
    digest TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, sealed BLOB NOT NULL,
    expires_at REAL NOT NULL, issuer_subject TEXT, issuer_session TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_person ON session (person);
  CREATE TABLE login (
    digest TEXT PRIMARY KEY, sealed BLOB NOT NULL, expires_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE assertion (digest TEXT PRIMARY KEY, expires_at REAL NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE logout (issuer_subject TEXT, issuer_session TEXT, heard_at REAL NOT NULL) STRICT;
  CREATE INDEX logout_heard ON logout (heard_at);`

export const SQLITE_READS = `
  CREATE TABLE IF NOT EXISTS read (
    session TEXT NOT NULL, stream TEXT NOT NULL, entry TEXT NOT NULL, actor TEXT NOT NULL,
    "from" TEXT NOT NULL, until TEXT NOT NULL, reads INTEGER NOT NULL,
    PRIMARY KEY (session, stream)
  ) STRICT, WITHOUT ROWID;`

export const POSTGRES_TABLES = [
  `CREATE TABLE IF NOT EXISTS contremarque.session (
    digest text COLLATE "C" PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE,
    person text COLLATE "C" NOT NULL, sealed bytea NOT NULL, expires_at double precision NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS session_person ON contremarque.session (person)',
  `ALTER TABLE contremarque.session ADD COLUMN IF NOT EXISTS issuer_subject text COLLATE "C",
    ADD COLUMN IF NOT EXISTS issuer_session text COLLATE "C"`,
  `CREATE TABLE IF NOT EXISTS contremarque.login (
    digest text COLLATE "C" PRIMARY KEY, sealed bytea NOT NULL, expires_at double precision NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS contremarque.assertion (
    digest text COLLATE "C" PRIMARY KEY, expires_at double precision NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS contremarque.logout (
    issuer_subject text COLLATE "C", issuer_session text COLLATE "C", heard_at double precision NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS logout_heard ON contremarque.logout (heard_at)',
  `CREATE TABLE IF NOT EXISTS contremarque.read (
    session text COLLATE "C" NOT NULL, stream text COLLATE "C" NOT NULL,
    entry text COLLATE "C" NOT NULL, actor text COLLATE "C" NOT NULL,
    "from" text COLLATE "C" NOT NULL, until text COLLATE "C" NOT NULL, reads integer NOT NULL,
    PRIMARY KEY (session, stream)
  )`,
]
