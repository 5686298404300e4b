import { LedgerError } from '@contremarque/ledger'

export type RecorderErrorCode =
  /** The key was used before with another body. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** Boot or the sealer found the ledger altered: nothing is recorded until people have looked. */
  | 'LEDGER_NOT_WHOLE'
  /** More is waiting than can be recorded soon: nothing of this request was. */
  | 'RECORDER_BUSY'
  /** The recorder is stopping; whether the request was recorded is not known. */
  | 'RECORDER_STOPPED'
  /** Another writer took the revision again and again: nothing of this request was recorded. */
  | 'REVISION_CONTENDED'

/** What the recorder answers instead of an entry, besides a refusal. */
export class RecorderError extends LedgerError<RecorderErrorCode> {}

/** Nothing is recorded, and trying again would not help: people have to look first. */
export function isNotWhole(error: unknown): boolean {
  return error instanceof RecorderError && error.code === 'LEDGER_NOT_WHOLE'
}
