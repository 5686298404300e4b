import { LedgerError, type LedgerSource } from '@contremarque/ledger'
import { EventReader } from '../event-store/sqlite/event-reader.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { parseLedgerInfo, recordStreams, type LedgerInfo } from '../ledger-folder/ledger-info.js'
import { readIfThere } from '../sealing/durable-file.js'
import { folderSource } from './folder-source.js'

export interface OpenedLedger {
  readonly info: LedgerInfo
  readonly source: LedgerSource
  readonly reader: EventReader
  close(): Promise<void>
}

/**
 * Opens a data folder to be read, by anybody, while a server writes or not. Nothing is written.
 * @throws LedgerError SOURCE_MALFORMED when there is no ledger to read
 */
export async function openFolderReadOnly(path: string): Promise<OpenedLedger> {
  const paths = folderPaths(path)
  const text = await readIfThere(paths.info)
  if (text === undefined) {
    throw new LedgerError('SOURCE_MALFORMED', `${path} holds no ledger: ledger.json is missing`)
  }
  try {
    const info = parseLedgerInfo(text)
    const reader = EventReader.open(paths.events)
    const head = await readIfThere(paths.headNote)
    const source = folderSource({ reader, streams: recordStreams(info), head })
    const close = async (): Promise<void> => {
      reader.close()
    }
    return { info, source, reader, close }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LedgerError('SOURCE_MALFORMED', `${path}: ${reason}`, { cause })
  }
}
