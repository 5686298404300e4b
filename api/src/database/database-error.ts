import { LedgerError } from '@contremarque/ledger'

export type DatabaseErrorCode =
  /** PostgreSQL does not answer, or cannot answer now. */
  | 'DATABASE_UNAVAILABLE'
  /** PostgreSQL answers, and not to us: user, password, rights, certificate. */
  | 'DATABASE_REFUSES'
  /** What it acknowledges may be lost: `fsync` is off. */
  | 'DATABASE_NOT_DURABLE'
  /** The database is another ledger's, or this ledger's under another document key. */
  | 'DATABASE_ELSEWHERE'
  /** The disk is full, or takes nothing for another reason: nothing was stored. */
  | 'DISK_UNAVAILABLE'
  /** The tables are of another version of the program. */
  | 'DATABASE_VERSION_UNSUPPORTED'

export class DatabaseError extends LedgerError<DatabaseErrorCode> {}

/** SQLSTATE classes of what passes by itself: connection, resources, operator, system, deadlock. */
const PASSING = /^(?:08|40|53|57|58)|^25006$/
const REFUSING = /^(?:28|3D|42501)/
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/

/**
 * What failed on the way to PostgreSQL, as an error of ours. What is neither the server's state nor its
 * refusal is a mistake of the program and stays as it is.
 */
export function toDatabaseError(error: unknown): unknown {
  if (!Error.isError(error) || error instanceof LedgerError) return error
  const { code: text = '' } = error as NodeJS.ErrnoException
  const isOfServer = 'severity' in error
  if (REFUSING.test(text) || TLS.test(text) || NO_TLS.test(error.message)) {
    return new DatabaseError('DATABASE_REFUSES', `PostgreSQL refuses: ${error.message}`, {
      cause: error,
    })
  }
  if (isOfServer && !PASSING.test(text)) return error
  return new DatabaseError('DATABASE_UNAVAILABLE', 'PostgreSQL does not answer', { cause: error })
}

const NO_TLS = /does not support SSL/
