import type { Postgres } from '../database/postgres.js'
import type { Credentials } from './credentials.js'
import type { OpeningReader, PseudonymReader } from './opening.js'
import type { OpeningStore } from './opening-store.js'
import type { PendingErasures } from './pending-erasures.js'
import type { Pseudonyms } from './pseudonyms.js'
import type { WithoutKey } from './without-key.js'

/** Everything of the ledger that can be erased. */
export interface PersonalData {
  readonly openings: OpeningStore
  readonly pseudonyms: Pseudonyms
  readonly credentials: Credentials
  readonly erasures: PendingErasures
  /** Whoever read a value without a key in another thread says so here. */
  readonly withoutKey: WithoutKey
  /** The openings once more, for reading many beside other work; to be closed first. */
  readBeside(): BesideReader
  /** The PostgreSQL it stands in, for what else the nodes share. */
  readonly postgres: Postgres | undefined
  close(): Promise<void>
}

export interface BesideReader extends Pick<OpeningReader, 'forEntries'> {
  close(): Promise<void>
}

/** What a thread of its own reads of personal data. */
export interface ThreadReader extends BesideReader, Pick<PseudonymReader, 'personsOf'> {
  /** Some openings were erased: what opened them is not kept in memory either. */
  forgetKeys(): void
}
