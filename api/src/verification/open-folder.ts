import { LedgerError, type LedgerSource } from '@contremarque/ledger'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import type { LogReader } from '../event-store/log-reader.js'
import { namedStore } from '../ledger-folder/named-store.js'
import { folderPaths, type FolderPaths } from '../ledger-folder/folder-paths.js'
import { parseLedgerInfo, recordStreams, type LedgerInfo } from '../ledger-folder/ledger-info.js'
import { readIfThere } from '../files/durable-file.js'
import { folderSource } from './folder-source.js'

export interface OpenedLedger {
  readonly info: LedgerInfo
  readonly source: LedgerSource
  readonly reader: LogReader
  close(): Promise<void>
}

/**
 * Opens a data folder to be read, by anybody, while a server writes or not. Nothing is written.
 *
 * @param eventStoreDb where the environment says that events are, for a folder that keeps none itself
 * @throws LedgerError SOURCE_MALFORMED when there is no ledger to read
 */
export async function openFolderReadOnly(
  path: string,
  eventStoreDb?: EventStoreDbSettings,
): Promise<OpenedLedger> {
  const paths = folderPaths(path)
  const text = await readIfThere(paths.info)
  if (text === undefined) {
    throw new LedgerError('SOURCE_MALFORMED', `${path} holds no ledger: ledger.json is missing`)
  }
  try {
    const info = parseLedgerInfo(text)
    const reader = await openReader(info, paths, eventStoreDb)
    const head = await readIfThere(paths.headNote)
    const source = folderSource({ reader, streams: recordStreams(info), head })
    return { info, source, reader, close: () => reader.close() }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerError('SOURCE_MALFORMED', `${path}: ${reason}`, { cause })
  }
}

/** Only the engine in use is loaded. */
async function openReader(
  { store }: LedgerInfo,
  paths: FolderPaths,
  eventStoreDb: EventStoreDbSettings | undefined,
): Promise<LogReader> {
  if (store === 'sqlite') {
    const { EventReader } = await import('../event-store/sqlite/event-reader.js')
    return EventReader.open(paths.events)
  }
  const { EventStoreDbReader } = await import('../event-store/eventstoredb/eventstoredb-reader.js')
  return EventStoreDbReader.open(namedStore(paths, eventStoreDb))
}
