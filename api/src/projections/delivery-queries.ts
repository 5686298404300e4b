import { caseActors, personalField } from './case-actors.js'
import { envelopeOf, identityOf, type EntryRow } from './entry-row.js'
import { ProofLookup, toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { CaseActor, DatedFact, Delivery } from './read-model.js'
import { visibleStream, type Viewer } from './viewer.js'

interface DeliveryRow {
  readonly document: string
  readonly recipient: string
  readonly kind: string
  readonly title: string | null
  readonly deposited: number | null
  readonly available: number | null
  readonly notice: number | null
  readonly outcome: number | null
  readonly bounced: number
  readonly opened: number | null
}

/**
 * The five dated facts of every document and recipient of a case, in order of deposit. A fact's `at`
 * is when it happened by whoever says so; the entry and its proof say how far that can be relied on.
 *
 * @param id uuid of the case
 * @returns undefined when the case does not exist or is none of the viewer's
 */
export function deliveries(
  file: ReadModelFile,
  viewer: Viewer,
  id: string,
): Delivery[] | undefined {
  const stream = visibleStream(file, viewer, `expertise-${id}`)
  if (stream === undefined) return undefined
  const actors = new Map(
    caseActors(stream.id, file)
      .toReversed()
      .map((each) => [each.id, each]),
  )
  const factOf = datedFacts(file)
  return file.all<DeliveryRow>(DELIVERIES, stream.id).map((row) => {
    const outcome = factOf(row.outcome)
    return {
      document: { id: row.document, title: row.title, kind: row.kind },
      recipient: actors.get(row.recipient) ?? unknownActor(row.recipient),
      depositedAt: factOf(row.deposited),
      availableAt: factOf(row.available),
      noticeSentAt: factOf(row.notice),
      noticeOutcome: outcome && {
        ...outcome,
        outcome: row.bounced === 1 ? 'bounced' : 'delivered',
      },
      firstOpenedAt: factOf(row.opened),
    }
  })
}

/** Facts by the number of the entry that tells them; one entry often tells several. */
function datedFacts(file: ReadModelFile): (n: number | null) => DatedFact | null {
  const proofs = new ProofLookup(file)
  const known = new Map<number, DatedFact>()
  return (n) => {
    if (n === null) return null
    let fact = known.get(n)
    if (fact === undefined) {
      const row = file.get<EntryRow>('SELECT * FROM entries WHERE n = ?', n)!
      const state = proofs.stateOf(row.stream, row.revision)
      known.set(n, (fact = { at: happenedAt(row), entry: identityOf(row).id, state }))
    }
    return fact
  }
}

function happenedAt(row: EntryRow): string {
  const { occurredAt, recordedAt } = envelopeOf(row)
  const at = Date.parse(occurredAt.at)
  return Number.isNaN(at) ? recordedAt : toInstant(at)
}

/** Named as a recipient without having been added: shown, not hidden. */
function unknownActor(id: string): CaseActor {
  const addedAt = toInstant(0)
  return { id, role: 'externe', name: null, actsFor: null, addedAt, acceptedTermsAt: null }
}

const DELIVERIES = `SELECT v.*, d.n AS deposited, coalesce(d.kind, 'document') AS kind,
    ${personalField('title', 'd.n')} AS title
  FROM deliveries v LEFT JOIN documents d USING (stream, document)
  WHERE v.stream = ? ORDER BY coalesce(d.n, v.available, v.notice, v.opened), v.document, v.recipient`
