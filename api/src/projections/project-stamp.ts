import {
  introducedTsas,
  parseBase64,
  parseToken,
  toHex,
  type Crypto,
  type RevocationRecord,
  type StampRecord,
  type StampToken,
  type Trust,
} from '@contremarque/ledger'
import type { ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'

/** What a token says of time, in milliseconds since 1970: with its accuracy the bracket (FORMATS §7). */
export interface TokenTimes {
  /** SHA-256 of the DER token, hexadecimal: how anchors name it. */
  readonly digest: string
  readonly generatedAt: number
  /** The end of what its digits may mean. */
  readonly ceiling: number
  /** As stated by the token, else as pinned in the trust file; null where neither has one. */
  readonly accuracy: number | null
}

/**
 * Stores a run and the bounds its tokens give. Tokens were verified before they were recorded; whoever
 * does not trust that runs the verifier.
 */
export function projectStamp(
  record: StampRecord,
  times: readonly TokenTimes[],
  file: ReadModelFile,
): void {
  const run = file.get<{ size: number }>(
    'SELECT first_leaf + count AS size FROM batches WHERE batch = ?',
    record.lastBatch,
  )
  const ends: number[] = []
  for (const [index, { digest, generatedAt, ceiling, accuracy }] of times.entries()) {
    const { tsa, policy } = record.tokens[index]!
    const margin = accuracy ?? addedAccuracy(tsa, file)
    const [notBefore, notAfter] = [generatedAt - margin, ceiling + margin]
    file.run(INSERT_TOKEN, digest, record.stamp, tsa, policy, generatedAt, notBefore, notAfter)
    ends.push(notAfter)
  }
  file.run(
    `INSERT OR IGNORE INTO stamps (stamp, first_batch, last_batch, size, stamped_at, not_after)
     VALUES (?, ?, ?, ?, ?, ?)`,
    record.stamp,
    record.firstBatch,
    record.lastBatch,
    run?.size ?? 0,
    Date.parse(record.stampedAt),
    ends.length === 0 ? null : Math.min(...ends),
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

/** Stores how accurate the authorities are that an entry introduces: what was said first stands. */
export function projectAuthorities({ envelope }: ProjectedEntry, file: ReadModelFile): void {
  for (const { name, accuracy } of introducedTsas(envelope)) {
    file.run('INSERT OR IGNORE INTO authorities VALUES (?, ?)', name, accuracy)
  }
}

function addedAccuracy(tsa: string, file: ReadModelFile): number {
  const sql = 'SELECT accuracy FROM authorities WHERE name = ?'
  return file.get<{ accuracy: number }>(sql, tsa)?.accuracy ?? 0
}

/** @throws LedgerError when a token is not a time-stamp token in DER */
export function tokenTimes(token: StampToken, trust: Trust | null, crypto: Crypto): TokenTimes {
  const der = parseBase64(token.token)
  const { genTime, genTimeCeiling, hasFraction, accuracy: stated } = parseToken(der).tstInfo
  const pinned = trust?.tsas.find((tsa) => tsa.name === token.tsa)?.accuracy
  return {
    digest: toHex(crypto.digest('sha-256', der)),
    generatedAt: genTime,
    ceiling: genTimeCeiling + (hasFraction ? 0 : 1000),
    accuracy: stated ?? pinned ?? null,
  }
}

const INSERT_TOKEN = `INSERT OR IGNORE INTO tokens
  (digest, stamp, tsa, policy, generated_at, not_before, not_after) VALUES (?, ?, ?, ?, ?, ?, ?)`
