import {
  parseBase64,
  parseToken,
  toHex,
  type Crypto,
  type RevocationRecord,
  type StampRecord,
  type StampToken,
  type Trust,
} from '@contremarque/ledger'
import type { ReadModelFile } from './read-model-file.js'

/** The bracket a token gives, in milliseconds since 1970 (FORMATS §7). */
export interface TokenBounds {
  /** SHA-256 of the DER token, hexadecimal: how anchors name it. */
  readonly digest: string
  readonly generatedAt: number
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * Stores a run and the bounds its tokens give. Tokens were verified before they were recorded; whoever
 * does not trust that runs the verifier.
 */
export function projectStamp(
  record: StampRecord,
  bounds: readonly TokenBounds[],
  file: ReadModelFile,
): void {
  const run = file.get<{ size: number }>(
    'SELECT first_leaf + count AS size FROM batches WHERE batch = ?',
    record.lastBatch,
  )
  for (const [index, { digest, generatedAt, notBefore, notAfter }] of bounds.entries()) {
    const { tsa, policy } = record.tokens[index]!
    file.run(INSERT_TOKEN, digest, record.stamp, tsa, policy, generatedAt, notBefore, notAfter)
  }
  file.run(
    `INSERT OR IGNORE INTO stamps (stamp, first_batch, last_batch, size, stamped_at, not_after)
     VALUES (?, ?, ?, ?, ?, ?)`,
    record.stamp,
    record.firstBatch,
    record.lastBatch,
    run?.size ?? 0,
    Date.parse(record.stampedAt),
    bounds.length === 0 ? null : Math.min(...bounds.map((each) => each.notAfter)),
  )
}

/** Stores for which stamps it holds data: what is handed out of them takes it along. */
export function projectRevocation(record: RevocationRecord, file: ReadModelFile): void {
  const { stamp, tsa, firstStamp, lastStamp } = record
  file.run(
    'INSERT OR IGNORE INTO revocations VALUES (?, ?, ?, ?)',
    stamp,
    tsa,
    firstStamp,
    lastStamp,
  )
}

/** @throws LedgerError when a token is not a time-stamp token in DER */
export function tokenBounds(token: StampToken, trust: Trust | null, crypto: Crypto): TokenBounds {
  const der = parseBase64(token.token)
  const { genTime, genTimeCeiling, hasFraction, accuracy: stated } = parseToken(der).tstInfo
  const pinned = trust?.tsas.find((tsa) => tsa.name === token.tsa)?.accuracy
  const accuracy = stated ?? pinned ?? 0
  return {
    digest: toHex(crypto.digest('sha-256', der)),
    generatedAt: genTime,
    notBefore: genTime - accuracy,
    notAfter: genTimeCeiling + accuracy + (hasFraction ? 0 : 1000),
  }
}

const INSERT_TOKEN = `INSERT OR IGNORE INTO tokens
  (digest, stamp, tsa, policy, generated_at, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?, ?)`
