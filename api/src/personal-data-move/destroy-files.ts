import { open, readdir, rmdir, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flush } from '../files/durable-file.js'
import { sqliteFiles } from '../files/sqlite-files.js'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { openingFilesIn } from '../personal-data/sqlite/opening-files.js'

const ZEROS = new Uint8Array(1024 * 1024)

/**
 * Overwrites and removes the embedded files; keys first, without which the others open nothing, the mark of
 * the move last. Broken off, it goes on when called again.
 * @param onDestroyed told the path of each
 */
export async function destroyFiles(
  { personalData, openReads, moving }: FolderPaths,
  onDestroyed: (path: string) => void,
): Promise<void> {
  const { keys, openings } = openingFilesIn(personalData)
  const files = [keys, openings, openReads].flatMap(sqliteFiles)
  for (const path of [...files, moving]) {
    if (await destroy(path)) onDestroyed(path)
  }
  const left = await readdir(personalData).catch(() => undefined)
  if (left?.length === 0) await rmdir(personalData)
}

/** @returns whether it was there */
async function destroy(path: string): Promise<boolean> {
  const file = await open(path, 'r+').catch(ifMissing)
  if (file === undefined) return false
  try {
    const { size } = await file.stat()
    for (let at = 0; at < size; at += ZEROS.length) {
      await file.write(ZEROS, 0, Math.min(ZEROS.length, size - at), at)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await unlink(path)
  await flush(dirname(path))
  return true
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
