import {
  openCheckpoint,
  parseReceipt,
  parseVerifierKey,
  RECEIPT_VERSION,
  encodeUtf8,
  type BatchRecord,
  type Checkpoint,
  type Crypto,
  type Trust,
} from '@contremarque/ledger'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { readIfThere } from '../files/durable-file.js'
import { attemptOf, fileGuard } from '../sealing/guard.js'
import { RecoveryError } from './recovery-error.js'

/** A checkpoint that the ledger's key signed. */
export interface SignedNote {
  readonly note: string
  readonly checkpoint: Checkpoint
}

export interface SignedNotes {
  readonly notes: readonly SignedNote[]
  /** The batch record signed last by this node: what it listed is known even where it is lost. */
  readonly attempt: BatchRecord | undefined
}

/**
 * Everything that says what was signed: guard, head and what is `given` (notes or receipts, untrusted).
 * @throws RecoveryError NOTE_FOREIGN, NOTES_MISSING; SealingError GUARD_MALFORMED; LedgerError of what
 * cannot be parsed
 */
export async function signedNotes(
  paths: FolderPaths,
  given: readonly string[],
  trust: Trust,
  crypto: Crypto,
): Promise<SignedNotes> {
  const state = await fileGuard(paths.guard).read()
  const attempt = attemptOf(state)
  const texts = [state.acknowledged, attempt?.note, await readIfThere(paths.headNote)]
  for (const text of given) texts.push(...notesIn(text))
  const key = parseVerifierKey(trust.checkpointKey, crypto)
  const notes: SignedNote[] = []
  for (const note of new Set(texts)) {
    if (typeof note !== 'string') continue
    const opened = await openCheckpoint(note, key, crypto)
    if (!opened.ok) throw new RecoveryError('NOTE_FOREIGN', opened.message)
    if (opened.checkpoint.origin !== trust.origin) {
      throw new RecoveryError('NOTE_FOREIGN', `a checkpoint of ${opened.checkpoint.origin}`)
    }
    notes.push({ note, checkpoint: opened.checkpoint })
  }
  if (notes.length > 0) return { notes, attempt }
  throw new RecoveryError('NOTES_MISSING', 'no checkpoint is known of this ledger: give one')
}

/** The notes of a receipt, or the text itself, which should be one. */
function notesIn(text: string): readonly string[] {
  if (!text.includes(RECEIPT_VERSION)) return [text]
  const { seal, stamp, anchor } = parseReceipt(encodeUtf8(text))
  return [seal, stamp, anchor].flatMap((part) => (part === null ? [] : [part.note]))
}
