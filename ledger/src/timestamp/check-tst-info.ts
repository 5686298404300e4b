import { oid } from '../asn1/oid.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { tokenProblem, type TokenProblem } from './token-problem.ts'
import type { TstInfo } from './tst-info.ts'

/** What the one who asked for a token expects it to say. */
export interface TokenExpectation {
  /** SHA-256, 32 bytes. */
  readonly imprint: Uint8Array
  /** INTEGER content bytes, hexadecimal; left out when unknown. */
  readonly nonce?: string
  /** Accepted policies, dotted; left out when every policy will do. */
  readonly policies?: readonly string[]
  /** Now, in milliseconds: a token may not be from later. Left out, that is not checked. */
  readonly at?: number
}

/** What the token says against what was asked for (RFC 3161 §2.2, §2.4.2). */
export function checkTstInfo(tstInfo: TstInfo, expected: TokenExpectation): TokenProblem[] {
  const problems: TokenProblem[] = []
  if (tstInfo.imprintAlgorithm !== oid.sha256) {
    const message = `imprint by ${tstInfo.imprintAlgorithm} instead of SHA-256`
    problems.push(tokenProblem('TOKEN_IMPRINT_ALGORITHM', message))
  }
  if (!equalBytes(tstInfo.imprint, expected.imprint)) {
    const message = `imprint of other data: ${toHex(tstInfo.imprint)}`
    problems.push(tokenProblem('TOKEN_IMPRINT_MISMATCH', message))
  }
  if (expected.nonce !== undefined && tstInfo.nonce !== expected.nonce) {
    const message = `nonce ${expected.nonce} was asked for, got ${tstInfo.nonce ?? 'none'}`
    problems.push(tokenProblem('TOKEN_NONCE_MISMATCH', message))
  }
  if (expected.policies !== undefined && !expected.policies.includes(tstInfo.policy)) {
    problems.push(tokenProblem('TOKEN_POLICY_NOT_ACCEPTED', `policy ${tstInfo.policy}`))
  }
  if (expected.at !== undefined && tstInfo.genTime - (tstInfo.accuracy ?? 0) > expected.at) {
    const message = `from ${new Date(tstInfo.genTime).toISOString()}, which is not yet`
    problems.push(tokenProblem('TOKEN_IN_THE_FUTURE', message))
  }
  for (const [id, { critical }] of tstInfo.extensions) {
    if (critical) problems.push(tokenProblem('TOKEN_EXTENSION_UNKNOWN', `critical extension ${id}`))
  }
  return problems
}
