import { parseCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.ts'
import { parseNote } from '../checkpoint/note.ts'
import { noteSignatureCheck, signaturesBy, type VerifierKey } from '../checkpoint/verifier-key.ts'
import type { SignatureCheck } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { FindingCode } from './finding-code.ts'

export interface CheckpointReading {
  /** Absent when the note cannot be read. */
  readonly checkpoint: Checkpoint | undefined
  /** Left to verify; absent when there is no one signature by the key. */
  readonly signature: SignatureCheck | undefined
  readonly problems: readonly { readonly code: FindingCode; readonly message: string }[]
}

/**
 * An untrusted note of this ledger, as far as it can be judged without its signature: everything
 * that is wrong, not the first thing.
 */
export function readCheckpoint(
  note: string,
  key: VerifierKey | undefined,
  origin: string | undefined,
): CheckpointReading {
  const problems: { code: FindingCode; message: string }[] = []
  try {
    const parsed = parseNote(note)
    const checkpoint = parseCheckpoint(parsed.text)
    if (origin !== undefined && checkpoint.origin !== origin) {
      const message = `the note is of another ledger: ${checkpoint.origin}`
      problems.push({ code: 'ORIGIN_MISMATCH', message })
    }
    if (key === undefined) return { checkpoint, signature: undefined, problems }
    const [line, second] = signaturesBy(parsed, key)
    if (line === undefined || second !== undefined) {
      const message = `expected one signature by ${key.name}+${key.keyId}`
      problems.push({ code: 'CHECKPOINT_SIGNATURE_INVALID', message })
      return { checkpoint, signature: undefined, problems }
    }
    return { checkpoint, signature: noteSignatureCheck(parsed, line, key), problems }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    problems.push({ code: 'CHECKPOINT_MALFORMED', message: error.message })
    return { checkpoint: undefined, signature: undefined, problems }
  }
}
