import { entryHash, isClosingRecord, KEYS_STREAM, toHex } from '@contremarque/ledger'
import { START, type EventStore } from '../event-store/event-store.js'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import { reach, type StoreOptions } from '../ledger-folder/folder-store.js'
import type { LedgerFolder } from '../ledger-folder/ledger-folder.js'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import type { CopyTarget, StorePlace } from './copy-target.js'
import { openEmbeddedTarget } from './embedded-target.js'

/**
 * Opens the target: an empty store, or one that an earlier run began to fill with this ledger.
 * @throws StoreError; FolderError STORE_TAKEN, STORE_UNGUARDED
 */
export async function openCopyTarget(
  folder: LedgerFolder,
  to: StorePlace,
  options: Pick<StoreOptions, 'onExcessRights'>,
): Promise<CopyTarget> {
  const target =
    to === 'embedded'
      ? await openEmbeddedTarget(folder.paths, recordStreams(folder.info).sealing)
      : await openEventStoreDbTarget(folder, to, options)
  try {
    await assertFree(target.store, folder)
    return target
  } catch (error) {
    await target.store.close()
    throw error
  }
}

async function openEventStoreDbTarget(
  { info }: LedgerFolder,
  settings: EventStoreDbSettings,
  options: Pick<StoreOptions, 'onExcessRights'>,
): Promise<CopyTarget> {
  const store = await reach(settings, info.profile, options)
  return {
    store,
    engine: 'eventstoredb',
    openReader: async () => {
      const { EventStoreDbReader } =
        await import('../event-store/eventstoredb/eventstoredb-reader.js')
      return EventStoreDbReader.open(settings)
    },
    finish: () => store.close(),
  }
}

/** A ledger shares its store with nothing, and never comes back to one that it left. */
async function assertFree(store: EventStore, { info, trust, crypto }: LedgerFolder): Promise<void> {
  const [first] = await store.readAll(START, 1)
  if (first === undefined) return
  const isGenesis = first.stream === KEYS_STREAM && first.revision === 0
  if (!isGenesis || toHex(entryHash(first.data, crypto)) !== trust.genesis) {
    throw new FolderError('STORE_TAKEN', 'the store to copy to holds something else already')
  }
  const last = await store.readHead(recordStreams(info).sealing)
  if (last === undefined || !isClosingRecord(last.data)) return
  throw new FolderError(
    'STORE_TAKEN',
    'the store to copy to is one that the ledger left: take another',
  )
}
