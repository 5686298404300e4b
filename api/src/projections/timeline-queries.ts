import { isUuid, type JsonValue } from '@contremarque/ledger'
import { actorNames, personalField } from './case-actors.js'
import { envelopeOf, identityOf, personalOf, type EntryRow } from './entry-row.js'
import { pageStart, toPage, type PageRequest } from './page.js'
import { ProofLookup } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { Page, TimelineItem } from './read-model.js'
import { visibleStream, type StreamRow, type Viewer } from './viewer.js'
import { shownCommitments } from './shown-commitments.js'

/**
 * Entries of one stream, the newest first.
 *
 * @returns undefined when the stream does not exist or is none of the viewer's
 */
export function timeline(
  file: ReadModelFile,
  viewer: Viewer,
  streamName: string,
  request: PageRequest,
): Page<TimelineItem> | undefined {
  const stream = visibleStream(file, viewer, streamName)
  if (stream === undefined) return undefined
  const { limit } = request
  const rows = file.all<EntryRow>(NEWEST_FIRST, stream.id, pageStart(request), limit + 1)
  const toItem = timelineItems(file, stream)
  return toPage(rows, limit, ({ revision }) => revision, toItem)
}

/** Turns rows of one stream into items; names and proofs that rows share are read once. */
export function timelineItems(
  file: ReadModelFile,
  stream: Pick<StreamRow, 'id' | 'name'>,
): (row: EntryRow) => TimelineItem {
  const proofs = new ProofLookup(file)
  const actors = actorNames(stream.id, file)
  const titleOf = (id: string): string | null | undefined => documentTitle(file, stream.id, id)
  return (row) => {
    const { commitments, anchor, actor, ...shown } = envelopeOf(row)
    const fields = shownCommitments({ commitments }).map(({ field }) => field)
    const opened = personalOf(row.n, file)
    const name = actors.get(actor.id) ?? stringOrNull(opened['actor'])
    return {
      ...identityOf(row),
      stream: stream.name,
      revision: row.revision,
      ...shown,
      actor: { id: actor.id, role: actor.role, name },
      personal: Object.fromEntries(fields.map((field) => [field, opened[field] ?? null])),
      names: namesIn(shown.data, actors, titleOf),
      ...proofs.proofOf(stream.id, row.revision, anchor),
    }
  }
}

function namesIn(
  data: JsonValue,
  actors: ReadonlyMap<string, string | null>,
  titleOf: (id: string) => string | null | undefined,
): Record<string, string | null> {
  const names: Record<string, string | null> = {}
  for (const id of uuidsIn(data)) {
    const name = actors.has(id) ? actors.get(id) : titleOf(id)
    if (name !== undefined) names[id] = name
  }
  return names
}

/** Undefined when the case has no such document, null when its title was erased. */
function documentTitle(file: ReadModelFile, stream: number, id: string): string | null | undefined {
  return file.get<{ title: string | null }>(TITLE, stream, id)?.title
}

function* uuidsIn(value: JsonValue): Generator<string> {
  if (typeof value === 'string') {
    if (isUuid(value)) yield value
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values<JsonValue>(value)) yield* uuidsIn(each)
  }
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

const NEWEST_FIRST = `SELECT * FROM entries WHERE stream = ? AND revision < ?
  ORDER BY revision DESC LIMIT ?`
const TITLE = `SELECT ${personalField('title', 'd.n')} AS title FROM documents d
  WHERE d.stream = ? AND d.document = ?`
