import type { Role } from '@contremarque/ledger'
import { caseOf } from '../actions/expertise/case-stream.js'
import { personalField } from './case-actors.js'
import { envelopeOf, identityOf, personalOf, type EntryRow } from './entry-row.js'
import { pageStart, toPage, type PageRequest } from './page.js'
import { textOf } from './projected-entry.js'
import { toInstant } from './proof-lookup.js'
import type { Access, AccessKind, Page } from './read-model.js'
import type { ReadModelFile } from './read-model-file.js'
import { maySee, type Viewer } from './viewer.js'

export interface AskedAccesses extends PageRequest {
  /** Whose. */
  readonly person: string
  /** In which roles he read. */
  readonly roles: readonly Role[]
}

/** A person who read, and when he last did. */
export interface Reader {
  readonly person: string
  readonly lastAt: string
}

interface AccessRow extends EntryRow {
  readonly name: string
  readonly ended: number | null
}

/** What a person read, the latest first. A case is named to whom it is visible, and so is the entry. */
export function listAccesses(
  file: ReadModelFile,
  viewer: Viewer,
  { person, roles, ...request }: AskedAccesses,
): Page<Access> {
  const values = { person, roles: JSON.stringify(roles), start: pageStart(request) }
  const rows = file.named<AccessRow>(ACCESSES, { ...values, limit: request.limit + 1 })
  return toPage(
    rows,
    request.limit,
    ({ n }) => n,
    (row) => accessOf(file, row, { viewer, person }),
  )
}

/** Who read in one of these roles, the latest first. */
export function listReaders(
  file: ReadModelFile,
  roles: readonly Role[],
  request: PageRequest,
): Page<Reader> {
  const values = { roles: JSON.stringify(roles), start: pageStart(request) }
  const rows = file.named<{ person: string; last: number; at: number }>(READERS, {
    ...values,
    limit: request.limit + 1,
  })
  return toPage(
    rows,
    request.limit,
    ({ last }) => last,
    ({ person, at }) => ({ person, lastAt: toInstant(at) }),
  )
}

function accessOf(
  file: ReadModelFile,
  row: AccessRow,
  { viewer, person }: { viewer: Viewer; person: string },
): Access {
  const { type, data, actor, recordedAt } = envelopeOf(row)
  const isOwn = viewer === person
  const of = caseOf(row.name)
  const isSeen = of === undefined ? isOwn : maySee(file, viewer, { id: row.stream, name: row.name })
  const { detail } = isOwn ? personalOf(row.n, file) : {}
  return {
    id: String(row.n),
    kind: kindOf(type, textOf(data['use'])),
    role: actor.role,
    purpose: textOf(data['purpose']) ?? null,
    detail: typeof detail === 'string' ? detail : null,
    firstAt: recordedAt,
    ...endOf(file, row.ended),
    entry: isSeen ? identityOf(row).id : null,
    case: of !== undefined && isSeen ? { id: of, number: numberOf(file, row.stream) } : null,
    screen: textOf(data['screen']) ?? null,
    results: typeof data['results'] === 'number' ? data['results'] : null,
  }
}

function endOf(file: ReadModelFile, n: number | null): Pick<Access, 'lastAt' | 'reads'> {
  const row = file.get<EntryRow>('SELECT * FROM entries WHERE n = ?', n)
  const { until, reads } = row === undefined ? {} : envelopeOf(row).data
  return { lastAt: textOf(until) ?? null, reads: typeof reads === 'number' ? reads : null }
}

function kindOf(type: string, use: string | undefined): AccessKind {
  if (type === 'LedgerExported') return use === 'verification' ? 'verification' : 'export'
  return KINDS[type] ?? 'screen'
}

const KINDS: Readonly<Record<string, AccessKind>> = {
  CaseConsulted: 'case',
  CasesSearched: 'search',
  ConsoleSessionOpened: 'session',
  EvidenceDownloaded: 'evidence',
}

function numberOf(file: ReadModelFile, stream: number): string | null {
  return file.get<{ number: string | null }>(NUMBER, stream)?.number ?? null
}

const ACCESSES = `SELECT e.*, s.name, a.ended
  FROM accesses a CROSS JOIN entries e ON e.n = a.n CROSS JOIN streams s ON s.id = a.stream
  WHERE a.person = :person AND a.n < :start AND a.role IN (SELECT value FROM json_each(:roles))
  ORDER BY a.n DESC LIMIT :limit`
const READERS = `SELECT person, last, e.recorded_at AS at FROM (
    SELECT person, max(last) AS last FROM readers
    WHERE role IN (SELECT value FROM json_each(:roles)) GROUP BY person) r
  CROSS JOIN entries e ON e.n = r.last
  WHERE last < :start ORDER BY last DESC LIMIT :limit`
const NUMBER = `SELECT ${personalField('number', 'c.ordered')} AS number FROM cases c WHERE c.stream = ?`
