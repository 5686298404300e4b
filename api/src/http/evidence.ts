import type { Readable } from 'node:stream'
import type { Trust } from '@contremarque/ledger'
import type { EntryPlace } from './reads.js'
import type { EntryProof } from './schemas/entries.js'

/** What HTTP hands out so that others can verify without us. */
export abstract class Evidence {
  /** Envelope, certificate, place in the tree, checkpoint and tokens of one entry. */
  abstract proofOf(place: EntryPlace): Promise<EntryProof>
  /** The signed bytes of one entry. */
  abstract entryBytes(place: EntryPlace): Promise<Uint8Array>
  /** A receipt that verifies alone: JSON text. */
  abstract receiptOf(place: EntryPlace): Promise<string>
  /** FORMATS §9, up to the last stamped checkpoint. */
  abstract exportLedger(): Readable
  abstract trust(): Trust
}
