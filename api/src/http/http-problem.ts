import { LedgerError, type LedgerErrorDetails } from '@contremarque/ledger'

/** Codes that arise at the HTTP edge itself. */
export type HttpProblemCode =
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'CREDENTIALS_MIXED'
  | 'CROSS_SITE'
  | 'DEMO_UNAVAILABLE'
  | 'ENTRY_NOT_STAMPED'
  | 'HEADER_TOO_LARGE'
  | 'IDEMPOTENCY_KEY_REQUIRED'
  | 'INTERNAL'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'NOT_FOUND'
  | 'PERSON_UNKNOWN'
  | 'POSITION_FOREIGN'
  | 'POSITION_MALFORMED'
  | 'POSITION_NOT_REACHED'
  | 'PURPOSE_REQUIRED'
  | 'RATE_LIMITED'
  | 'REQUEST_MALFORMED'
  | 'REQUEST_TIMED_OUT'
  | 'SESSION_REQUIRED'

/** A request that the edge refuses; one filter turns it into RFC 9457. */
export class HttpProblem extends LedgerError<HttpProblemCode> {
  readonly errors: readonly { readonly path: string; readonly message: string }[] | undefined

  constructor(
    code: HttpProblemCode,
    message: string,
    options: {
      details?: LedgerErrorDetails
      cause?: unknown
      errors?: readonly { readonly path: string; readonly message: string }[]
    } = {},
  ) {
    super(code, message, options)
    this.errors = options.errors
  }
}
