import type { Crypto, Trust } from '@contremarque/ledger'
import type { OpeningReader, PseudonymReader } from '../personal-data/opening.js'

/** What a projector reads besides the events. */
export interface ProjectionSources {
  readonly crypto: Crypto
  readonly openings: Pick<OpeningReader, 'forEntries'>
  readonly pseudonyms: Pick<PseudonymReader, 'personsOf'>
  /** Null: tokens without an accuracy are taken as exact. */
  readonly trust: Trust | null
}
