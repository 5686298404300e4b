import type { Role } from '@contremarque/ledger'
import { toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { CaseState } from './read-model.js'
import { searchCondition } from './search-condition.js'
import { foldLigatures } from './search-index.js'
import { EVERYTHING } from './viewer.js'

export interface FoundPerson {
  readonly person: string
  readonly name: string
}

/** In which state a case is, and in which roles a person stands in it. */
export interface CaseStanding {
  readonly state: CaseState
  readonly roles: readonly Role[]
}

/**
 * Persons in any case, or enrolled, whose name has every word of a text, each by its beginning; at most
 * `limit`. For who answers for their data: it asks for no membership.
 */
export function searchPersons(
  file: ReadModelFile,
  text: string,
  limit: number,
): readonly FoundPerson[] {
  const asked = wordsOf(text)
  const found = new Map<string, FoundPerson>()
  if (asked.length === 0) return []
  for (const each of named(file, text)) {
    if (found.has(each.person) || !isNamed(each.name, asked)) continue
    found.set(each.person, each)
    if (found.size === limit) break
  }
  return [...found.values()]
}

/** As he was named last where he was added or enrolled; null when that is erased, or never was. */
export function personName(file: ReadModelFile, person: string): string | null {
  return file.get<{ name: string }>(NAME, person)?.name ?? null
}

/** Undefined for what is no case, or not projected yet. */
export function caseStanding(
  file: ReadModelFile,
  stream: string,
  actor: string,
): CaseStanding | undefined {
  const row = file.get<{ state: CaseState; id: number }>(STATE, stream)
  if (row === undefined) return undefined
  const roles = file.all<{ role: Role }>(ROLES, row.id, actor).map(({ role }) => role)
  return { state: row.state, roles }
}

/** When the entry at a place was recorded; null before it is projected. */
export function recordedAt(file: ReadModelFile, stream: string, revision: number): string | null {
  return toInstant(file.get<{ at: number }>(RECORDED, stream, revision)?.at ?? null)
}

function* named(file: ReadModelFile, text: string): Generator<FoundPerson> {
  yield* file.statement(ENROLLED).iterate() as Iterable<unknown> as Iterable<FoundPerson>
  const condition = searchCondition(text, 'case', EVERYTHING)
  if (condition === undefined) return
  const rows = file.statement(IN_CASES).iterate(condition) as Iterable<unknown>
  yield* rows as Iterable<FoundPerson>
}

function isNamed(name: string, asked: readonly string[]): boolean {
  const words = wordsOf(name)
  return asked.every((each) => words.some((word) => word.startsWith(each)))
}

/** As the search index folds them. */
function wordsOf(text: string): string[] {
  const plain = foldLigatures(text.normalize('NFD').replaceAll(/\p{M}/gu, '')).toLowerCase()
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

const ENROLLED = `SELECT p.person, p.fields ->> 'name' AS name
  FROM streams s CROSS JOIN entries e ON e.stream = s.id CROSS JOIN personal p ON p.n = e.n
  WHERE s.name >= 'actor-' AND s.name < 'actor.' AND e.type = 'ActorEnrolled'
    AND p.fields ->> 'name' IS NOT NULL`
const IN_CASES = `SELECT a.person, p.fields ->> 'name' AS name
  FROM search CROSS JOIN actors a ON a.stream = search.rowid
  CROSS JOIN personal p ON p.n = a.added AND p.person = a.person
  WHERE search MATCH ? AND p.fields ->> 'name' IS NOT NULL`
const NAME = `SELECT p.fields ->> 'name' AS name FROM actors a
  CROSS JOIN personal p ON p.n = a.added AND p.person = a.person
  WHERE a.person = ? AND p.fields ->> 'name' IS NOT NULL ORDER BY a.added DESC LIMIT 1`
const STATE = `SELECT c.state, s.id FROM streams s JOIN cases c ON c.stream = s.id WHERE s.name = ?`
const ROLES = 'SELECT role FROM actors WHERE stream = ? AND actor = ? ORDER BY added'
const RECORDED = `SELECT e.recorded_at AS at FROM streams s JOIN entries e ON e.stream = s.id
  WHERE s.name = ? AND e.revision = ?`
