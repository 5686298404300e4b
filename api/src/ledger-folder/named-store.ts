import type { PostgresAccess } from '../config/postgres-access.js'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import type { LedgerInfo } from './ledger-info.js'

/** @throws FolderError SETTINGS_MISSING when nothing says where the events are */
export function namedStore(
  { root }: FolderPaths,
  eventStoreDb: EventStoreDbSettings | undefined,
): EventStoreDbSettings {
  if (eventStoreDb !== undefined) return eventStoreDb
  const missing = 'missing: CONTREMARQUE_EVENTSTOREDB_URL'
  throw new FolderError('SETTINGS_MISSING', `${missing}: ${root} keeps its events in EventStoreDB`)
}

/**
 * The PostgreSQL that holds a ledger's personal data; undefined where the folder does.
 * @throws FolderError SETTINGS_MISSING, LEDGER_ELSEWHERE when the environment says otherwise than the ledger
 */
export function namedDatabase(
  { root }: FolderPaths,
  { personalData }: Pick<LedgerInfo, 'personalData'>,
  postgres: PostgresAccess | undefined,
): PostgresAccess | undefined {
  if ((personalData === 'postgres') === (postgres !== undefined)) return postgres
  if (postgres === undefined) {
    const missing = 'missing: CONTREMARQUE_POSTGRES_URL'
    throw new FolderError('SETTINGS_MISSING', `${missing}: ${root} keeps personal data there`)
  }
  throw new FolderError(
    'LEDGER_ELSEWHERE',
    `${root} keeps personal data in its own files: unset CONTREMARQUE_POSTGRES_URL, or run \`contremarque personal-data move\``,
  )
}
