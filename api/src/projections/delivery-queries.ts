import { caseStream } from '../actions/expertise/case-stream.js'
import { caseActors, personalField } from './case-actors.js'
import { noticesOf } from './notice-queries.js'
import { datedFacts } from './dated-facts.js'
import { toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { CaseActor, Delivery } from './read-model.js'
import { visibleStream, type Viewer } from './viewer.js'

interface DeliveryRow {
  readonly document: string
  readonly recipient: string
  readonly kind: string
  readonly title: string | null
  readonly deposited: number | null
  readonly available: number | null
  readonly opened: number | null
}

/**
 * The dated facts of every document and recipient of a case, in order of deposit. A fact's `at` is
 * when it happened by whoever says so; the entry and its proof say how far that can be relied on.
 *
 * @param id uuid of the case
 * @returns undefined when the case does not exist or is none of the viewer's
 */
export function deliveries(
  file: ReadModelFile,
  viewer: Viewer,
  id: string,
): Delivery[] | undefined {
  const stream = visibleStream(file, viewer, caseStream(id))
  if (stream === undefined) return undefined
  const actors = new Map(
    caseActors(stream.id, file)
      .toReversed()
      .map((each) => [each.id, each]),
  )
  const factOf = datedFacts(file)
  const notices = noticesOf(file, stream.id, factOf)
  return file.all<DeliveryRow>(DELIVERIES, stream.id).map((row) => ({
    document: { id: row.document, title: row.title, kind: row.kind },
    recipient: actors.get(row.recipient) ?? unknownActor(row.recipient),
    depositedAt: factOf(row.deposited),
    availableAt: factOf(row.available),
    notices: notices(row.document, row.recipient),
    firstOpenedAt: factOf(row.opened),
  }))
}

/** Named as a recipient without having been added: shown, not hidden. */
function unknownActor(id: string): CaseActor {
  const addedAt = toInstant(0)
  const unknown = { name: null, actsFor: null, removedAt: null, acceptedTermsAt: null }
  return { id, role: 'externe', ...unknown, addedAt }
}

const DELIVERIES = `SELECT v.*, d.n AS deposited, coalesce(d.kind, 'document') AS kind,
    ${personalField('title', 'd.n')} AS title
  FROM deliveries v LEFT JOIN documents d USING (stream, document)
  WHERE v.stream = ? ORDER BY coalesce(d.n, v.available, v.notice, v.opened), v.document, v.recipient`
