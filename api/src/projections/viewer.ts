import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
import type { ReadModelFile } from './read-model-file.js'
import type { StreamState } from './stream-table.js'

/** A person id: sees the cases to which he was added. `all` is the platform itself and its auditors. */
export type Viewer = string

export const EVERYTHING: Viewer = 'all'

export interface StreamRow {
  readonly id: number
  readonly name: string
  readonly entries: number
  readonly sealed: number
  readonly last_n: number
}

/** Looked for in place of a stream that is not there: as if it were a case of others. */
export const ABSENT: Pick<StreamRow, 'id' | 'name'> = {
  id: 0,
  name: caseStream('00000000-0000-8000-8000-000000000000'),
}

/**
 * The stream, or undefined when it does not exist or is none of the viewer's business: no difference, nor
 * in what is asked of the file.
 */
export function visibleStream(
  file: ReadModelFile,
  viewer: Viewer,
  name: StreamState['name'],
): StreamRow | undefined {
  const stream = file.get<StreamRow>('SELECT * FROM streams WHERE name = ?', name)
  return maySee(file, viewer, stream ?? { ...ABSENT, name }) ? stream : undefined
}

/** Cases by membership; the platform's own streams are open to everyone; nothing else. */
export function maySee(
  file: ReadModelFile,
  viewer: Viewer,
  { id, name }: Pick<StreamRow, 'id' | 'name'>,
): boolean {
  if (viewer === EVERYTHING || name.startsWith('platform-')) return true
  if (caseOf(name) === undefined) return false
  const sql = 'SELECT 1 AS seen FROM members WHERE person = ? AND stream = ?'
  return file.get(sql, viewer, id) !== undefined
}
