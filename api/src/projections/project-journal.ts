import { textOf, type ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'

/** @returns whether the journal is new */
export function projectJournal(entry: ProjectedEntry, file: ReadModelFile): boolean {
  const { n, stream, envelope } = entry
  if (envelope.revision > 0) return false
  const source = textOf(envelope.data['source']) ?? ''
  file.run(
    'INSERT OR IGNORE INTO journals (stream, source, first) VALUES (?, ?, ?)',
    stream.id,
    source,
    n,
  )
  return true
}
