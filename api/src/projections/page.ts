import { LedgerError } from '@contremarque/ledger'
import type { Page } from './read-model.js'

/** Which page of a list: at most `limit` items after `cursor`, which an earlier page gave as `next`. */
export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A cursor that no page of ours gave. */
export class CursorError extends LedgerError<'CURSOR_MALFORMED'> {}

const FORM = /^[A-Za-z0-9_-]{1,24}$/

/** The key after which a page begins; beyond every key for the first page. @throws CursorError */
export function pageStart({ cursor }: PageRequest): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  const key = FORM.test(cursor) ? Number(Buffer.from(cursor, 'base64url').toString('latin1')) : NaN
  if (!Number.isSafeInteger(key) || key < 0) {
    throw new CursorError('CURSOR_MALFORMED', 'expected a cursor of an earlier page')
  }
  return key
}

/** A page of rows in descending order of their keys; one row more than `limit` was read. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => number,
  toItem: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit).map(toItem)
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return { items }
  return { items, next: Buffer.from(String(keyOf(last)), 'latin1').toString('base64url') }
}
