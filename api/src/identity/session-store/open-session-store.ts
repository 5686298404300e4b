import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { nodeSqliteDialect } from '../../database/node-sqlite-dialect.js'
import type { SessionLimits } from '../../config/session-limits.js'
import type { Postgres } from '../../database/postgres.js'
import { derivedKey } from '../../personal-data/derived-key.js'
import { SpentAssertions } from '../clients/spent-assertions.js'
import { PendingLogins } from '../oidc/pending-logins.js'
import { OpenReads, type ReadTables } from '../open-reads.js'
import { Sessions } from '../sessions.js'
import { openReadFile } from './read-file.js'
import { SealedRecords } from './sealed-record.js'
import { POSTGRES_TABLES, SQLITE_SESSIONS, type SessionTables } from './session-tables.js'

export interface SessionPlace {
  /** What the ledger's nodes share; absent: there is one node, and its sessions end with it. */
  readonly postgres: Postgres | undefined
  /** File of what is being read, where there is one node. */
  readonly reads: string
  readonly documentKey: Uint8Array
  readonly limits: SessionLimits
  readonly now?: () => number
}

/** Sessions, logins under way, assertions heard and what is being read. */
export interface SessionStore {
  readonly sessions: Sessions
  readonly logins: PendingLogins
  readonly assertions: SpentAssertions
  readonly reads: OpenReads
  /** Whether sessions go on when this node ends. */
  readonly isShared: boolean
  close(): Promise<void>
}

/** @throws DatabaseError */
export async function openSessionStore({
  postgres,
  reads,
  documentKey,
  limits,
  now = Date.now,
}: SessionPlace): Promise<SessionStore> {
  const sealed = new SealedRecords(derivedKey(documentKey, 'sessions'))
  const { kept, read, close } = await (postgres === undefined ? openFiles(reads) : share(postgres))
  return {
    sessions: new Sessions(kept, sealed, limits, now),
    logins: new PendingLogins(kept, sealed, now),
    assertions: new SpentAssertions(kept, now),
    reads: new OpenReads(read),
    isShared: postgres !== undefined,
    close,
  }
}

interface Opened {
  readonly kept: Kysely<SessionTables>
  readonly read: Kysely<ReadTables>
  readonly close: () => Promise<void>
}

/** The connection is closed by whom it belongs to. */
async function share(postgres: Postgres): Promise<Opened> {
  const { define } = await import('../../database/ledger-database.js')
  await define(postgres, POSTGRES_TABLES)
  return {
    kept: postgres.$extendTables<SessionTables>(),
    read: postgres.$extendTables<ReadTables>(),
    close: async () => undefined,
  }
}

/**
 * Sessions in memory; what they read in a file, for the owner alone: a process that is killed loses
 * neither last instants nor counts, a machine that fails those of its last moments.
 */
async function openFiles(path: string): Promise<Opened> {
  const memory = new DatabaseSync(':memory:')
  memory.exec(SQLITE_SESSIONS)
  const kept = new Kysely<SessionTables>({ dialect: nodeSqliteDialect(memory) })
  const read = openReadFile(path)
  const close = async (): Promise<void> => {
    await kept.destroy()
    await read.destroy()
  }
  return { kept, read, close }
}
