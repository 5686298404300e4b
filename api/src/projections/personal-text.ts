import { parseHex, type Commitment } from '@contremarque/ledger'
import type { Lookups, ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'
import { shownCommitments } from './shown-commitments.js'

/** Enough of a digest to find a field by; a whole one would double the table. */
const DIGEST_PREFIX = 8

interface Part {
  readonly fields: Record<string, unknown>
  /** Prefixes, hexadecimal. */
  digests: string
}

/** Keeps what the entry's commitments open to, apart by whose data it is. */
export function projectPersonal(
  { n, stream, envelope }: ProjectedEntry,
  { openings }: Lookups,
  file: ReadModelFile,
): void {
  for (const [person, { fields, digests }] of partsOf(shownCommitments(envelope), openings)) {
    const sql = 'INSERT INTO personal (n, person, stream, fields, digests) VALUES (?, ?, ?, ?, ?)'
    file.run(sql, n, person, stream.id, JSON.stringify(fields), parseHex(digests))
  }
}

function partsOf(
  commitments: readonly Commitment[],
  openings: Lookups['openings'],
): Map<string, Part> {
  const parts = new Map<string, Part>()
  for (const { field, digest } of commitments) {
    const opening = openings.get(digest)
    if (opening === undefined) continue
    let part = parts.get(opening.person)
    if (part === undefined) parts.set(opening.person, (part = { fields: {}, digests: '' }))
    part.fields[field] = opening.value
    part.digests += digest.slice(0, 2 * DIGEST_PREFIX)
  }
  return parts
}

interface PersonalRow {
  readonly n: number
  readonly person: string
  readonly stream: number
  readonly fields: string
  readonly digests: Uint8Array
}

/**
 * Erases the openings of these commitments, wherever they stand: a look at every row, about a second
 * for a million.
 *
 * @returns numbers of the streams whose search text must be made anew
 */
export function erasePersonalByDigest(
  digests: readonly string[],
  file: ReadModelFile,
): Set<number> {
  const erased = new Set(digests.map((digest) => digest.slice(0, 2 * DIGEST_PREFIX)))
  const streams = new Set<number>()
  const hits: PersonalRow[] = []
  const rows = file.statement('SELECT * FROM personal').iterate() as Iterable<unknown>
  for (const row of rows as Iterable<PersonalRow>) {
    if (prefixesOf(row.digests).some((prefix) => erased.has(prefix))) hits.push(row)
  }
  for (const row of hits) {
    streams.add(row.stream)
    eraseFields(row, erased, file)
  }
  return streams
}

function eraseFields(row: PersonalRow, erased: ReadonlySet<string>, file: ReadModelFile): void {
  const prefixes = prefixesOf(row.digests)
  const fields = Object.entries(JSON.parse(row.fields) as Record<string, unknown>)
  const isKept = (_: unknown, index: number): boolean => !erased.has(prefixes[index]!)
  const kept = fields.filter(isKept)
  if (kept.length === 0) {
    file.run('DELETE FROM personal WHERE n = ? AND person = ?', row.n, row.person)
    return
  }
  file.run(
    'UPDATE personal SET fields = ?, digests = ? WHERE n = ? AND person = ?',
    JSON.stringify(Object.fromEntries(kept)),
    parseHex(prefixes.filter(isKept).join('')),
    row.n,
    row.person,
  )
}

function prefixesOf(digests: Uint8Array): string[] {
  const prefixes: string[] = []
  for (let at = 0; at < digests.length; at += DIGEST_PREFIX) {
    prefixes.push(digests.subarray(at, at + DIGEST_PREFIX).toHex())
  }
  return prefixes
}
