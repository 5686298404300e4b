import { mkdir } from 'node:fs/promises'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'

/** Makes the data folder if it is not there, for its owner alone. @throws FolderError FOLDER_TAKEN by a file */
export async function makeRoot({ root }: FolderPaths): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new FolderError('FOLDER_TAKEN', `${root} is a file, expected a folder`, { cause })
  }
}
