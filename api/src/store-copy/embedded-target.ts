import { rename } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isClosingRecord } from '@contremarque/ledger'
import { openSqliteEventStore } from '../event-store/sqlite/sqlite-event-store.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { flush } from '../files/durable-file.js'
import type { CopyTarget } from './copy-target.js'

/**
 * The file that the ledger is copied to, under a name of its own until it is whole. A run that was killed
 * after the last renaming left it under its own name: that one is gone on with.
 */
export async function openEmbeddedTarget(paths: FolderPaths, sealing: string): Promise<CopyTarget> {
  const isRenamed = !existsSync(paths.copy) && (await isOpen(paths.events, sealing))
  const path = isRenamed ? paths.events : paths.copy
  const store = await openSqliteEventStore(path, 'create')
  return {
    store,
    engine: 'sqlite',
    openReader: async () => {
      const { EventReader } = await import('../event-store/sqlite/event-reader.js')
      return EventReader.open(path)
    },
    finish: async () => {
      await store.close()
      if (isRenamed) return
      if (existsSync(paths.events)) await move(paths.events, closedPath(paths), paths)
      await move(paths.copy, paths.events, paths)
    },
  }
}

/** Whether there is an event file that no closing record ends. */
async function isOpen(path: string, sealing: string): Promise<boolean> {
  if (!existsSync(path)) return false
  const store = await openSqliteEventStore(path, 'write')
  try {
    const last = await store.readHead(sealing)
    return last === undefined || !isClosingRecord(last.data)
  } finally {
    await store.close()
  }
}

/** `store/closed-<n>.sqlite`: what the ledger left is kept. */
function closedPath({ store }: FolderPaths): string {
  for (let n = 1; ; n++) {
    const path = join(store, `closed-${n}.sqlite`)
    if (!existsSync(path)) return path
  }
}

/** @throws FolderError FOLDER_LOCKED when somebody has the file open: its log would be left behind */
async function move(from: string, to: string, { store }: FolderPaths): Promise<void> {
  if (existsSync(`${from}-wal`)) {
    throw new FolderError('FOLDER_LOCKED', `${from} is open in another process: close it`)
  }
  await rename(from, to)
  await flush(store)
}
