import type { ReadModelFile } from './read-model-file.js'
import { SearchIndex } from './search-index.js'

/** Erases all personal text of one stream; when this returns it is in no page of the file or its log. */
export function eraseCase(file: ReadModelFile, stream: string): void {
  erase(file, stream, (id) => file.run('DELETE FROM personal WHERE stream = ?', id))
}

/** Erases the personal text of one person in one stream, and who stood behind his pseudonym there. */
export function erasePerson(file: ReadModelFile, stream: string, person: string): void {
  erase(file, stream, (id) => {
    file.run('DELETE FROM personal WHERE stream = ? AND person = ?', id, person)
    file.run('DELETE FROM members WHERE stream = ? AND person = ?', id, person)
    file.run('UPDATE actors SET person = NULL WHERE stream = ? AND person = ?', id, person)
  })
}

function erase(file: ReadModelFile, stream: string, remove: (id: number) => void): void {
  const row = file.get<{ id: number }>('SELECT id FROM streams WHERE name = ?', stream)
  if (row === undefined) return
  file.transaction(() => {
    remove(row.id)
    const search = new SearchIndex(file)
    search.markChanged(row.id)
    search.flush()
  })
  file.truncateLog()
}
