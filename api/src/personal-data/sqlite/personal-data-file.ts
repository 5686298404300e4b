import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { nodeSqliteDialect } from '../../database/node-sqlite-dialect.js'
import { PersonalDataError } from '../personal-data-error.js'
import type { KeyTables, OpeningTables } from '../tables.js'

const VERSION = 3

/** Opens or makes the file of openings and pseudonyms. */
export function openOpeningFile(path: string): Kysely<OpeningTables> {
  return openFile(
    path,
    `CREATE TABLE opening (
      stream TEXT NOT NULL, revision INTEGER NOT NULL, field TEXT NOT NULL, digest BLOB NOT NULL,
      person TEXT NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY (stream, revision, field, digest)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pseudonym (
      actor TEXT PRIMARY KEY, person TEXT NOT NULL, stream TEXT NOT NULL, UNIQUE (person, stream)
    ) STRICT, WITHOUT ROWID;
    ${CREDENTIAL} ${ERASURE}`,
    [CREDENTIAL, ERASURE],
  )
}

/** Opens or makes the file of wrapped data keys. */
export function openKeyFile(path: string): Kysely<KeyTables> {
  return openFile(
    path,
    `CREATE TABLE data_key (
      person TEXT NOT NULL, stream TEXT NOT NULL, wrapped BLOB NOT NULL,
      PRIMARY KEY (person, stream)
    ) STRICT, WITHOUT ROWID;`,
    ['', ''],
  )
}

const CREDENTIAL =
  'CREATE TABLE credential (id TEXT PRIMARY KEY, person TEXT NOT NULL) STRICT, WITHOUT ROWID;'

const ERASURE =
  'CREATE TABLE erasure (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;'

/**
 * What was deleted is overwritten in the file and gone from its log.
 * @throws PersonalDataError OPENINGS_UNAVAILABLE when somebody reads for so long that it is not
 */
export async function forgetDeleted<Tables>(database: Kysely<Tables>): Promise<void> {
  const checkpoint = sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`
  const { rows } = await checkpoint.execute(database)
  if (rows[0]?.busy === 0) return
  const message = 'a reader holds what was erased in the log: erase again'
  throw new PersonalDataError('OPENINGS_UNAVAILABLE', message)
}

const PRAGMAS =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;' +
  'PRAGMA wal_autocheckpoint = 4000; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768;'

/**
 * For the owner alone. Every commit is flushed; deleted rows are overwritten with zeros. `steps` bring a
 * file from each earlier version to the next.
 */
function openFile<Tables>(path: string, schema: string, steps: readonly string[]): Kysely<Tables> {
  closeSync(openSync(path, 'a', 0o600))
  const file = new DatabaseSync(path)
  try {
    file.exec(PRAGMAS)
  } catch (cause) {
    file.close()
    throw new PersonalDataError('OPENINGS_UNAVAILABLE', `${path}: ${(cause as Error).message}`, {
      cause,
    })
  }
  const { user_version: version } = file.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version < VERSION) {
    const made = version === 0 ? schema : steps.slice(version - 1).join(' ')
    file.exec(`BEGIN; ${made} PRAGMA user_version = ${VERSION}; COMMIT;`)
  } else if (version > VERSION) {
    file.close()
    throw new PersonalDataError(
      'PERSONAL_DATA_VERSION_UNSUPPORTED',
      `expected version ${VERSION}, got ${version}`,
    )
  }
  return new Kysely<Tables>({ dialect: nodeSqliteDialect(file) })
}
