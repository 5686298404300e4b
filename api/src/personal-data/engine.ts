import type { RawBuilder } from 'kysely'
import type { DataKey } from './data-keys.js'

/** An opening as it is stored. Digest and sealed bytes in hexadecimal. */
export type OpeningRow = readonly [
  stream: string,
  revision: number,
  field: string,
  digest: string,
  person: string,
  sealed: string,
]

/** What the engines do each in their own way beneath the same tables. */
export interface OpeningEngine {
  /** The elements of a JSON array as rows of a table `place`, each in its column `value`. */
  elements(json: string): RawBuilder<unknown>
  /**
   * Durable when it resolves; rows that are there already stay as they are.
   * @returns false, and nothing stored, when another node destroyed one of the keys meanwhile
   * @throws PersonalDataError OPENINGS_UNAVAILABLE
   */
  store(rows: readonly OpeningRow[], keys: ReadonlySet<DataKey>): Promise<boolean>
  /** What was deleted is no longer in the table's file when this resolves. */
  forgetDeleted(): Promise<void>
}
