import { assertDer } from '../asn1/assert-der.ts'
import { DerReader } from '../asn1/der-reader.ts'
import { ifReadable, LedgerError } from '../errors.ts'
import { parseToken, type TimestampToken } from './parse-token.ts'
import { tokenProblem, type TokenProblem } from './token-problem.ts'

/** The untrusted token taken apart, or the one problem that keeps it from being read. */
export function readTokenForm(der: Uint8Array): TimestampToken | TokenProblem {
  if (hasTrailingBytes(der)) return tokenProblem('TOKEN_TRAILING_BYTES', 'bytes after the token')
  try {
    assertDer(der)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return tokenProblem('TOKEN_NOT_DER', error.message)
  }
  try {
    return parseToken(der)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const isOtherContent = error.details['problem'] === 'TOKEN_CONTENT_TYPE'
    return tokenProblem(isOtherContent ? 'TOKEN_CONTENT_TYPE' : 'TOKEN_MALFORMED', error.message)
  }
}

function hasTrailingBytes(der: Uint8Array): boolean {
  const reader = new DerReader(der)
  return ifReadable(() => reader.raw()) !== undefined && !reader.isAtEnd
}
