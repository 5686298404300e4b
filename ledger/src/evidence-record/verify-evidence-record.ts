import { equalBytes } from '../bytes/bytes.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { parseCheckpoint } from '../checkpoint/checkpoint.ts'
import { parseNote } from '../checkpoint/note.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { parseSignedContent } from '../entry/parse-entry.ts'
import { LedgerError } from '../errors.ts'
import {
  type TokenEvidence,
  type TokenResult,
  type TokenTrust,
  TokenVerifier,
} from '../timestamp/verify-token.ts'
import { joinSorted } from './evidence-tree.ts'
import { type EvidenceRecord, parseEvidenceRecord } from './parse-evidence-record.ts'
import type { TokenProblem } from '../timestamp/token-problem.ts'

export interface EvidenceRecordProblem {
  readonly code:
    | 'EVIDENCE_RECORD_MALFORMED'
    | 'EVIDENCE_OBJECT_MISMATCH'
    | 'EVIDENCE_OBJECT_NOT_ALLOWED'
    | TokenProblem['code']
  readonly message: string
}

export type EvidenceRecordResult =
  | Extract<TokenResult, { ok: true }>
  | { readonly ok: false; readonly problems: readonly EvidenceRecordProblem[] }

/** A record and what it is said to be about: untrusted. */
export interface EvidenceRecordEvidence extends Omit<TokenEvidence, 'imprint' | 'token'> {
  /** EvidenceRecord, DER. */
  readonly record: Uint8Array
  /** The data object itself: DER of an entry, or UTF-8 of a checkpoint note. */
  readonly object: Uint8Array
  readonly trust: TokenTrust
}

/**
 * Verifies an evidence record over one data object: its form, the path to the root, and the token
 * over that root. RFC 4998 does not tell leaves from nodes, so an object that is neither an entry
 * nor a note is refused: 64 bytes made of two sibling hashes would pass otherwise. The object's own
 * signatures are the caller's to verify.
 */
export async function verifyEvidenceRecord(
  { record: der, object, trust, ...expected }: EvidenceRecordEvidence,
  crypto: Crypto,
): Promise<EvidenceRecordResult> {
  const record = parseOrProblem(der)
  if ('code' in record) return { ok: false, problems: [record] }
  const problems: EvidenceRecordProblem[] = []
  if (!isEntry(object, crypto) && !isNote(object)) {
    const message = 'the data object is neither an entry nor a checkpoint note'
    problems.push({ code: 'EVIDENCE_OBJECT_NOT_ALLOWED', message })
  }
  if (!equalBytes(record.object, crypto.digest('sha-256', object))) {
    const message = 'the record is about another data object'
    problems.push({ code: 'EVIDENCE_OBJECT_MISMATCH', message })
  }
  const { token } = record
  const imprint = evidenceRecordRoot(record, crypto)
  const result = await new TokenVerifier(trust, crypto).verify({ ...expected, token, imprint })
  if (!result.ok) problems.push(...result.problems)
  return result.ok && problems.length === 0 ? result : { ok: false, problems }
}

/** What the token of a record must be over: the path walked from the object up. */
export function evidenceRecordRoot({ object, path }: EvidenceRecord, crypto: Crypto): Uint8Array {
  return path.reduce((hash, sibling) => joinSorted(hash, sibling, crypto), object)
}

function parseOrProblem(der: Uint8Array): EvidenceRecord | EvidenceRecordProblem {
  try {
    return parseEvidenceRecord(der)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { code: 'EVIDENCE_RECORD_MALFORMED', message: error.message }
  }
}

function isEntry(object: Uint8Array, crypto: Crypto): boolean {
  return succeeds(() => parseSignedContent(object, crypto))
}

function isNote(object: Uint8Array): boolean {
  return succeeds(() => parseCheckpoint(parseNote(decodeUtf8(object)).text))
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof LedgerError) return false
    throw error
  }
}
