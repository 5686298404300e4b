import { sql, type Kysely } from 'kysely'
import type { PostgresAccess } from '../../config/postgres-access.js'
import { define, openLedgerDatabase, type LedgerMark } from '../../database/ledger-database.js'
import { underLock } from '../../database/under-lock.js'
import { Credentials } from '../credentials.js'
import { DataKeys, type DataKey } from '../data-keys.js'
import type { OpeningEngine, OpeningRow } from '../engine.js'
import { OpeningStore } from '../opening-store.js'
import type { PersonalData } from '../personal-data.js'
import { PendingErasures } from '../pending-erasures.js'
import { Pseudonyms } from '../pseudonyms.js'
import type { KeyTables, OpeningTables } from '../tables.js'
import type { OpeningPlace } from '../unseal.js'
import { WithoutKey } from '../without-key.js'

/** Sorted by code point, as SQLite sorts. */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS contremarque.opening (
    stream text COLLATE "C" NOT NULL, revision integer NOT NULL, field text COLLATE "C" NOT NULL,
    digest bytea NOT NULL, person text COLLATE "C" NOT NULL, sealed bytea NOT NULL,
    PRIMARY KEY (stream, revision, field, digest)
  )`,
  'CREATE INDEX IF NOT EXISTS opening_digest ON contremarque.opening (digest)',
  `CREATE TABLE IF NOT EXISTS contremarque.pseudonym (
    actor text COLLATE "C" PRIMARY KEY, person text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL, UNIQUE (person, stream)
  )`,
  `CREATE TABLE IF NOT EXISTS contremarque.credential (
    id text COLLATE "C" PRIMARY KEY, person text COLLATE "C" NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS contremarque.erasure (
    id text COLLATE "C" PRIMARY KEY, sealed bytea NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS contremarque_keys.data_key (
    person text COLLATE "C" NOT NULL, stream text COLLATE "C" NOT NULL, wrapped bytea NOT NULL,
    PRIMARY KEY (person, stream)
  )`,
  // What the server samples of a column would outlive its rows.
  'ALTER TABLE contremarque_keys.data_key ALTER COLUMN wrapped SET STATISTICS 0',
  'ALTER TABLE contremarque.opening ALTER COLUMN sealed SET STATISTICS 0',
  'ALTER TABLE contremarque.erasure ALTER COLUMN sealed SET STATISTICS 0',
]

/** Advisory lock of who binds a credential. */
const BINDING = 0x62696e64

/** Milliseconds for rewriting the table of keys. */
const REWRITING = 55_000

export interface SharedPlace {
  readonly access: PostgresAccess
  readonly mark: LedgerMark
  readonly onAway?: ((reason: string) => void) | undefined
}

/**
 * Opens or makes the tables that all nodes of a ledger share. `master` wraps the data keys.
 * @param onWithoutKey see `WithoutKey`
 */
export async function openShared(
  place: SharedPlace,
  master: Uint8Array,
  onWithoutKey: (place: OpeningPlace) => void,
): Promise<PersonalData> {
  const postgres = await openLedgerDatabase(place.access, place.mark, place.onAway)
  await define(postgres, TABLES)
  const database = postgres.$extendTables<OpeningTables & KeyTables>()
  const engine: OpeningEngine = {
    elements: (json) => sql`json_array_elements(CAST(${json} AS json)) AS place(value)`,
    store: (rows, keys) => store(database, rows, keys),
    // What a value was sealed under is gone: what a page keeps of it until it is used again opens nothing.
    forgetDeleted: async () => undefined,
  }
  const keys = new DataKeys(database, master, () => rewriteKeys(database))
  const withoutKey = new WithoutKey(database, onWithoutKey)
  const openings = new OpeningStore(database, keys, engine, withoutKey, place.mark.origin)
  return {
    openings,
    pseudonyms: new Pseudonyms(database),
    // Of two who bind the same at two nodes, the second finds it bound.
    credentials: new Credentials(database, (work) => underLock(postgres, BINDING, work)),
    erasures: new PendingErasures(database, master, engine),
    withoutKey,
    readBeside: () => ({
      forEntries: (places) => openings.forEntries(places),
      close: async () => undefined,
    }),
    postgres,
    close: () => postgres.destroy(),
  }
}

/** Holds the keys while it writes: whoever destroys one waits, and then finds what was sealed under it. */
async function store(
  database: Kysely<OpeningTables & KeyTables>,
  rows: readonly OpeningRow[],
  keys: ReadonlySet<DataKey>,
): Promise<boolean> {
  const asked = new Map<string, readonly string[]>()
  for (const { person, stream, wrapped } of keys) {
    asked.set(`${person} ${stream}`, [person, stream, wrapped.toHex()])
  }
  const { rows: answer } = await sql<{ held: number }>`
    WITH held AS (
      SELECT k.person
      FROM json_array_elements(CAST(${JSON.stringify([...asked.values()])} AS json)) AS asked(value)
      JOIN data_key AS k ON k.person = asked.value ->> 0 AND k.stream = asked.value ->> 1
        AND k.wrapped = decode(asked.value ->> 2, 'hex')
      FOR KEY SHARE OF k
    ), stored AS (
      INSERT INTO opening (stream, revision, field, digest, person, sealed)
      SELECT value ->> 0, CAST(value ->> 1 AS integer), value ->> 2, decode(value ->> 3, 'hex'),
        value ->> 4, decode(value ->> 5, 'hex')
      FROM json_array_elements(CAST(${JSON.stringify(rows)} AS json)) AS given(value)
      WHERE (SELECT count(*) FROM held) = ${asked.size}
      ON CONFLICT DO NOTHING
    )
    SELECT CAST(count(*) AS integer) AS held FROM held
  `.execute(database)
  return answer[0]?.held === asked.size
}

/** PostgreSQL overwrites nothing in place: the table gets a new file, the old one is removed. */
async function rewriteKeys(database: Kysely<KeyTables>): Promise<void> {
  await database.connection().execute(async (connection) => {
    await sql`SET statement_timeout = ${sql.lit(REWRITING)}`.execute(connection)
    try {
      await sql`VACUUM (FULL) data_key`.execute(connection)
    } finally {
      await sql`RESET statement_timeout`.execute(connection)
    }
  })
}
