import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'

/** @throws FolderError SETTINGS_MISSING when nothing says where the events are */
export function namedStore(
  { root }: FolderPaths,
  eventStoreDb: EventStoreDbSettings | undefined,
): EventStoreDbSettings {
  if (eventStoreDb !== undefined) return eventStoreDb
  const missing = 'missing: CONTREMARQUE_EVENTSTOREDB_URL'
  throw new FolderError('SETTINGS_MISSING', `${missing}: ${root} keeps its events in EventStoreDB`)
}
