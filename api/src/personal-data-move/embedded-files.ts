import { mkdir } from 'node:fs/promises'
import { openReadFile } from '../identity/session-store/read-file.js'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { openingFilesIn } from '../personal-data/sqlite/opening-files.js'
import { openKeyFile, openOpeningFile } from '../personal-data/sqlite/personal-data-file.js'
import type { MovedTable, Rows } from './moved-table.js'

/** What several nodes share and one keeps in files. */
export interface EmbeddedFiles {
  readonly tables: readonly (MovedTable & { readonly file: Rows })[]
  close(): Promise<void>
}

/** A file that is not there is an empty one. @throws PersonalDataError */
export async function openEmbeddedFiles(paths: FolderPaths): Promise<EmbeddedFiles> {
  await mkdir(paths.personalData, { recursive: true, mode: 0o700 })
  const place = openingFilesIn(paths.personalData)
  const openings = openOpeningFile(place.openings)
  const keys = openKeyFile(place.keys)
  const reads = openReadFile(paths.openReads)
  return {
    tables: [
      ...OPENINGS.map((table) => ({ ...table, file: openings })),
      { ...KEYS, file: keys },
      { ...READS, file: reads },
    ],
    close: async () => {
      for (const file of [openings, keys, reads]) await file.destroy()
    },
  }
}

const OPENINGS: readonly MovedTable[] = [
  { name: 'opening', key: ['stream', 'revision', 'field', 'digest'], rest: ['person', 'sealed'] },
  { name: 'pseudonym', key: ['actor'], rest: ['person', 'stream'] },
  { name: 'credential', key: ['id'], rest: ['person'] },
  { name: 'erasure', key: ['id'], rest: ['sealed'] },
]

const KEYS: MovedTable = { name: 'data_key', key: ['person', 'stream'], rest: ['wrapped'] }

const READS: MovedTable = {
  name: 'read',
  key: ['session', 'stream'],
  rest: ['entry', 'actor', 'from', 'until', 'reads'],
}
