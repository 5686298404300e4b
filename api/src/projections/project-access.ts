import type { Envelope } from '@contremarque/ledger'
import { entryKey } from './entry-row.js'
import { textOf, type Lookups, type ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'

/** What tells that somebody read. */
const READINGS: ReadonlySet<string> = new Set([
  'CaseConsulted',
  'CasesSearched',
  'ConsoleConsulted',
  'ConsoleSessionOpened',
  'EvidenceDownloaded',
  'LedgerExported',
])

/** A reading outside cases: its reader is known by his pseudonym in his own stream. */
export function isOwnReading(stream: string, { type }: Pick<Envelope, 'type'>): boolean {
  return stream.startsWith('console-') && READINGS.has(type)
}

/** Who read, in which role, and the entry that tells how it ended. */
export function projectAccess(
  entry: ProjectedEntry,
  { persons }: Pick<Lookups, 'persons'>,
  file: ReadModelFile,
): void {
  const { n, stream, envelope } = entry
  const { type, actor } = envelope
  if (READINGS.has(type)) {
    const person = isOwnReading(stream.name, envelope)
      ? persons.get(actor.id)
      : file.get<{ person: string | null }>(MEMBER, stream.id, actor.id)?.person
    if (person === undefined || person === null) return
    file.run(INSERT, n, person, actor.role, stream.id, keyOf(entry))
    file.run(LAST, person, actor.role, n)
  } else if (type === 'ConsultationEnded' || type === 'ConsoleSessionEnded') {
    file.run(END, n, keyOf(entry), stream.id)
  }
}

/** By which an end finds its beginning: that of a consultation is its causation, a session has an id. */
function keyOf({ envelope: { type, data, causation }, hash }: ProjectedEntry): number {
  const session = type.startsWith('ConsoleSession') ? textOf(data['session']) : undefined
  if (session !== undefined) return keyIn(session.replaceAll('-', ''))
  return type === 'ConsultationEnded' ? keyIn(causation ?? '') : entryKey(hash)
}

function keyIn(hex: string): number {
  const key = Number.parseInt(hex.slice(0, 12), 16)
  return Number.isSafeInteger(key) ? key : -1
}

const MEMBER = 'SELECT person FROM actors WHERE stream = ? AND actor = ? LIMIT 1'
const INSERT = 'INSERT INTO accesses (n, person, role, stream, key) VALUES (?, ?, ?, ?, ?)'
const LAST = `INSERT INTO readers (person, role, last) VALUES (?, ?, ?)
  ON CONFLICT (person, role) DO UPDATE SET last = excluded.last`
const END = 'UPDATE accesses SET ended = ? WHERE key = ? AND stream = ? AND ended IS NULL'
