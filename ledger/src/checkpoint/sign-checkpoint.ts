import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { NoteSigner } from '../signature/signer.ts'
import { type Checkpoint, formatCheckpoint } from './checkpoint.ts'
import { formatNote, malformed } from './note.ts'
import { noteKeyId } from './verifier-key.ts'

/**
 * Signs a checkpoint: a note with one line, named by the origin. Whoever calls never signs two
 * checkpoints that are not consistent (C2SP tlog-checkpoint).
 * @throws LedgerError CHECKPOINT_MALFORMED when the signer's name is not the origin
 */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  signer: NoteSigner,
  crypto: Crypto,
): Promise<string> {
  if (signer.name !== checkpoint.origin) throw malformed('the key is named by another origin')
  const text = formatCheckpoint(checkpoint)
  const signature = await signer.sign(encodeUtf8(text))
  const keyId = noteKeyId(signer.name, signer.publicKey, crypto)
  return formatNote({ text, signatures: [{ name: signer.name, keyId, signature }] })
}
