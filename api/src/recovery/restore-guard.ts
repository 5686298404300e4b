import { mkdir } from 'node:fs/promises'
import { takeFolderLock } from '../event-store/sqlite/folder-lock.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { fileGuard } from '../sealing/guard.js'
import type { Comparison } from './compare-folder.js'
import { RecoveryError } from './recovery-error.js'

/**
 * Writes the guard of a store that holds all that is known to be signed.
 * @throws RecoveryError GUARD_THERE, ENTRIES_MISSING; FolderError FOLDER_LOCKED
 */
export async function restoreGuard(
  paths: FolderPaths,
  { signed, held }: Comparison,
): Promise<void> {
  const lock = takeFolderLock(paths.lock)
  if (!lock.isHeld) throw new FolderError('FOLDER_LOCKED', `${paths.root} is in use by a server`)
  try {
    const guard = fileGuard(paths.guard)
    const { acknowledged, attempt } = await guard.read()
    if (acknowledged !== null || attempt !== null) {
      throw new RecoveryError('GUARD_THERE', 'there is a guard: it needs no other')
    }
    const size = Math.max(...signed.notes.map(({ checkpoint }) => checkpoint.size))
    if (size > held.size) {
      const message = `the store holds ${held.size} of ${size} leaves that were signed: see docs/runbooks/rollback.md`
      throw new RecoveryError('ENTRIES_MISSING', message)
    }
    await mkdir(paths.guard, { recursive: true, mode: 0o700 })
    await guard.write({ acknowledged: held.note, attempt: null })
  } finally {
    lock.release()
  }
}
