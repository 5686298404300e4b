import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'
import { emptyRoot } from '../merkle/tree-hash.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { malformed, parseNote } from './note.ts'
import { noteSignatureCheck, signaturesBy, type VerifierKey } from './verifier-key.ts'

export type OpenedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly code: CheckpointProblem; readonly message: string }

export type CheckpointProblem =
  'CHECKPOINT_ORIGIN_MISMATCH' | 'CHECKPOINT_SIGNATURE_INVALID' | 'CHECKPOINT_SIGNATURE_MISSING'

/** A checkpoint that is parsed but not verified, and what is left to verify. */
export type PreparedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly check: SignatureCheck }
  | Extract<OpenedCheckpoint, { ok: false }>

/**
 * Parses an untrusted checkpoint and verifies the line of `key`; lines of other keys are ignored.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export async function openCheckpoint(
  note: string,
  key: VerifierKey,
  crypto: Crypto,
): Promise<OpenedCheckpoint> {
  const prepared = prepareCheckpoint(note, key, crypto)
  if (!prepared.ok) return prepared
  const [isValid] = await crypto.verifySignatures([prepared.check])
  return isValid === true
    ? { ok: true, checkpoint: prepared.checkpoint }
    : problem('CHECKPOINT_SIGNATURE_INVALID', `signature of ${key.name} is not valid`)
}

/**
 * openCheckpoint up to the signature check, for callers that verify many at once.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function prepareCheckpoint(
  note: string,
  key: VerifierKey,
  crypto: Crypto,
): PreparedCheckpoint {
  const parsed = parseNote(note)
  const checkpoint = parseCheckpoint(parsed.text)
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot(crypto))) {
    throw malformed('root of an empty tree is not the hash of nothing')
  }
  if (checkpoint.origin !== key.name) {
    return problem('CHECKPOINT_ORIGIN_MISMATCH', `expected ${key.name}, got ${checkpoint.origin}`)
  }
  const [line, second] = signaturesBy(parsed, key)
  if (line === undefined) {
    return problem('CHECKPOINT_SIGNATURE_MISSING', `no signature by ${key.name}+${key.keyId}`)
  }
  if (second !== undefined) throw malformed('two signature lines by one key')
  return { ok: true, checkpoint, check: noteSignatureCheck(parsed, line, key) }
}

function problem(
  code: CheckpointProblem,
  message: string,
): Extract<OpenedCheckpoint, { ok: false }> {
  return { ok: false, code, message }
}
