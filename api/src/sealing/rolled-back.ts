import type { BatchRecord } from '@contremarque/ledger'
import type { GuardState } from './guard.js'
import type { SealedHistory } from './sealed-history.js'
import { SealingError } from './sealing-error.js'

/** What a note's signatures are over: cosignatures may be added to a kept note. */
export function textOf(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1)
}

/** Tree size of a note's text. */
export function sizeOf(text: string): number {
  return Number(text.split('\n')[1])
}

export function rolledBack(history: SealedHistory, signed: string, cause?: unknown): SealingError {
  const size = history.tree.size
  const message =
    `the store ends at ${size} leaves, a checkpoint over ${signed} was signed: ` +
    'see docs/runbooks/rollback.md'
  return new SealingError('LEDGER_ROLLED_BACK', message, { details: { size }, cause })
}

/**
 * What was signed before must be in the store, or still fit behind its head.
 *
 * @param missing notes that were known and not found in the store
 * @param attempt the record signed last; its place may be taken meanwhile
 * @throws SealingError LEDGER_ROLLED_BACK
 */
export async function assertNotRolledBack(
  history: SealedHistory,
  missing: Iterable<string>,
  attempt: BatchRecord | undefined,
): Promise<void> {
  for (const text of missing) throw rolledBack(history, text.split('\n')[1] ?? '?')
  if (attempt === undefined || attempt.batch <= (history.last?.record.batch ?? -1)) return
  try {
    await history.check(attempt)
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause
    throw rolledBack(history, String(attempt.first + attempt.count), cause)
  }
}

/**
 * Without the guard an old copy of the store could not be told from the store.
 *
 * @throws SealingError GUARD_MISSING
 */
export function assertGuarded(
  { last }: SealedHistory,
  { acknowledged, attempt }: GuardState,
): void {
  if (acknowledged !== null || attempt !== null || last === undefined) return
  const message =
    'guard/sealing.json is missing, and the store holds batches: see docs/runbooks/rollback.md'
  throw new SealingError('GUARD_MISSING', message)
}
