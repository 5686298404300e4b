import type { Progress, Report, TrustReport } from '@contremarque/ledger'

/** What to verify: the ledger of a server, or a file the reader holds. */
export type Subject =
  /** Where its export is, the last checkpoint it says it stamped, and the entries that tell erasures. */
  | {
      readonly kind: 'server'
      readonly url: string
      readonly head: string
      readonly erasures: string
    }
  | { readonly kind: 'file'; readonly file: Blob }

export interface VerificationRequest {
  readonly subject: Subject
  /** Text of a trust file; null when there is none. */
  readonly trust: string | null
  readonly trustSource: TrustReport['source']
  /** A receipt or a checkpoint that the ledger must contain. */
  readonly against: Blob | null
}

export type VerificationMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'report'; readonly report: Report }
  /** No report: by its code, and in words for the code that no page knows. */
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
