import type { Role } from '@contremarque/ledger'
import { toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { CaseActor } from './read-model.js'

interface ActorRow {
  readonly id: string
  readonly role: Role
  readonly acts_for: string | null
  readonly name: string | null
  readonly added_at: number
  readonly removed_at: number | null
  readonly terms_at: number | null
}

/** Everyone added to a case, in that order, one per role; who was removed stays told. */
export function caseActors(stream: number, file: ReadModelFile): CaseActor[] {
  return file.all<ActorRow>(ACTORS, stream).map((row) => ({
    id: row.id,
    role: row.role,
    name: row.name,
    actsFor: row.acts_for,
    addedAt: toInstant(row.added_at),
    removedAt: toInstant(row.removed_at),
    acceptedTermsAt: toInstant(row.terms_at),
  }))
}

/** Names by pseudonym; null once erased. */
export function actorNames(stream: number, file: ReadModelFile): Map<string, string | null> {
  return new Map(caseActors(stream, file).map(({ id, name }) => [id, name]))
}

/** An SQL expression: a personal field of the entry whose number is in `column`, null once erased. */
export function personalField(field: string, column: string): string {
  return `(SELECT p.fields ->> '${field}' FROM personal p
    WHERE p.n = ${column} AND p.fields ->> '${field}' IS NOT NULL LIMIT 1)`
}

const ACTORS = `SELECT a.actor AS id, a.role, a.acts_for, ${personalField('name', 'a.added')} AS name,
    e.recorded_at AS added_at, r.recorded_at AS removed_at, t.recorded_at AS terms_at
  FROM actors a JOIN entries e ON e.n = a.added LEFT JOIN entries r ON r.n = a.removed
  LEFT JOIN terms ON terms.person = a.person LEFT JOIN entries t ON t.n = terms.n
  WHERE a.stream = ? ORDER BY a.added`
