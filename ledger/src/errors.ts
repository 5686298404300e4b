/** Every way the ledger library can refuse an input. Codes are stable; messages are for people. */
export type LedgerErrorCode =
  | 'BYTES_MALFORMED'
  | 'CANONICAL_FORM_UNSUPPORTED'
  | 'CERTIFICATE_MALFORMED'
  | 'CHECKPOINT_MALFORMED'
  | 'COMMITMENT_MALFORMED'
  | 'CRL_MALFORMED'
  | 'DER_MALFORMED'
  | 'ENTRY_CERTIFICATE_MISMATCH'
  | 'ENTRY_DIGEST_MISMATCH'
  | 'ENTRY_MALFORMED'
  | 'ENTRY_TOO_LARGE'
  | 'ENVELOPE_MALFORMED'
  | 'ENVELOPE_VERSION_UNKNOWN'
  | 'EVIDENCE_RECORD_MALFORMED'
  | 'KEY_UNUSABLE'
  | 'OCSP_MALFORMED'
  | 'PROOF_OUT_OF_RANGE'
  | 'RECEIPT_MALFORMED'
  | 'RECORD_MALFORMED'
  | 'RECORD_VERSION_UNKNOWN'
  | 'SIGNATURE_ALGORITHM_UNSUPPORTED'
  | 'SOURCE_MALFORMED'
  | 'SOURCE_TOO_LARGE'
  | 'TIMESTAMP_MALFORMED'
  | 'TIMESTAMP_REFUSED'
  | 'TRUST_MALFORMED'
  | 'WORKER_FAILED'

export interface LedgerErrorDetails {
  readonly [name: string]: string | number | boolean | null
}

/**
 * The one error class. `code` is for programs, `message` says what was expected and what came,
 * `details` carries data without secrets or personal data.
 */
export class LedgerError<Code extends string = LedgerErrorCode> extends Error {
  override readonly name = 'LedgerError'
  readonly code: Code
  readonly details: LedgerErrorDetails

  constructor(
    code: Code,
    message: string,
    options: { details?: LedgerErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Undefined for untrusted bytes that cannot be read; the caller names the problem. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}
