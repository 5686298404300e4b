import { mkdir, readdir } from 'node:fs/promises'
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

/** But for what a file system puts there itself. @throws FolderError FOLDER_TAKEN */
export async function assertEmpty(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== 'lost+found')
  if (names.length > 0) throw new FolderError('FOLDER_TAKEN', `${folder} is not empty`)
}
