import { LedgerError } from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'

export type SealingErrorCode =
  /** A sealed batch is not what its record, its note or its place says. */
  | 'BATCH_BROKEN'
  /** The clock stands before the last sealing. */
  | 'CLOCK_WENT_BACK'
  /** A stored entry is not what was signed, or cannot be verified. */
  | 'ENTRY_BROKEN'
  /** A sealed entry is not in the store. */
  | 'ENTRY_MISSING'
  /** The store holds what is of no ledger: somebody else may write there. */
  | 'EVENT_FOREIGN'
  /** The guard's file cannot be read. */
  | 'GUARD_MALFORMED'
  /** Batches are in the store and nothing says what this node signed. */
  | 'GUARD_MISSING'
  /** The ledger left this store: it goes on in another one. */
  | 'LEDGER_CLOSED'
  /** The store ends before a checkpoint that this node signed, or tells another history. */
  | 'LEDGER_ROLLED_BACK'
  /** A value of personal data is opened by no stored key: older keys were put back, or it was altered. */
  | 'OPENINGS_WITHOUT_KEY'
  /** Nothing in the ledger says of a token that its certificate was not revoked. */
  | 'REVOCATION_UNKNOWN'
  /** The two computations of the root differ. */
  | 'ROOT_MISMATCH'
  /** Sealing is stopped. */
  | 'SEALING_STOPPED'
  /** The stamping stream ends before the checkpoint of `head.note`, or is broken. */
  | 'STAMP_BROKEN'
  /** The store's engine was told to hide or remove what is kept there, or to let others do so. */
  | 'STORE_INTERFERED'
  /** The store's engine removes, or removed, for good what was hidden there, if anything was. */
  | 'STORE_SCAVENGED'

/** Why the sealer does not seal. `details` name stream and revision, or the batch. */
export class SealingError extends LedgerError<SealingErrorCode> {}

/** What people must be told until it is resolved. */
export interface LedgerAlarm {
  readonly code: SealingErrorCode
  readonly message: string
  /** Our clock, `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly since: string
}

const harmless: ReadonlySet<SealingErrorCode> = new Set([
  'EVENT_FOREIGN',
  'OPENINGS_WITHOUT_KEY',
  'REVOCATION_UNKNOWN',
  'STORE_SCAVENGED',
])

/** Whether nothing may be recorded while it stands: what of ours is out of reach, or unsafe. */
export function stopsRecording({ code }: LedgerAlarm): boolean {
  return !harmless.has(code)
}

export function foreignEvent({ stream, revision }: StoredEvent): SealingError {
  const message =
    `${stream}@${revision} is of no ledger: somebody else may write to this store. It is not sealed; ` +
    'find out who, and take the right away, see docs/runbooks/eventstoredb.md'
  return new SealingError('EVENT_FOREIGN', message, { details: { stream, revision } })
}

export function openingWithoutKey(): SealingError {
  const message =
    'a value of personal data is opened by no key that is kept, or is not what its entry commits to, and is shown as ' +
    'erased: keys older than the openings were put back, or the row was altered. Put back newer keys now, see docs/runbooks/backup.md; ' +
    'what its entry commits to stands'
  return new SealingError('OPENINGS_WITHOUT_KEY', message)
}

/** Sealing interrupted by a fault of store or machine: by its code, without the path a message may hold. */
export function sealingStopped(fault: unknown): SealingError {
  const { code, name } = fault as { readonly code?: unknown; readonly name?: unknown }
  const message = fault instanceof LedgerError ? fault.message : String(code ?? name)
  return new SealingError('SEALING_STOPPED', `sealing failed: ${message}`, { cause: fault })
}
