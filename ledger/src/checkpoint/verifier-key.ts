import { parseBase64, toBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { parseHex, toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'
import { isKeyName, malformed, type Note, type NoteSignature } from './note.ts'

/** A C2SP verifier key of type 0x01, Ed25519. */
export interface VerifierKey {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array
}

const ED25519 = 0x01
const PUBLIC_KEY_LENGTH = 32
/** SubjectPublicKeyInfo of RFC 8410 up to the key. */
const spkiPrefix = parseHex('302a300506032b6570032100')

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), in hexadecimal. */
export function noteKeyId(name: string, publicKey: Uint8Array, crypto: Crypto): string {
  const typed = concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(ED25519), publicKey)
  return toHex(crypto.digest('sha-256', typed).subarray(0, 4))
}

/** `<name>+<key id>+<base64 of 0x01 and the key>` for a raw Ed25519 key. */
export function formatVerifierKey(
  { name, publicKey }: { readonly name: string; readonly publicKey: Uint8Array },
  crypto: Crypto,
): string {
  assertKey(name, publicKey)
  const typed = concatBytes(Uint8Array.of(ED25519), publicKey)
  return `${name}+${noteKeyId(name, publicKey, crypto)}+${toBase64(typed)}`
}

/**
 * Parses a verifier key; its key id is recomputed.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function parseVerifierKey(text: string, crypto: Crypto): VerifierKey {
  const match = /^(?<name>[^+]+)\+(?<keyId>[0-9a-f]{8})\+(?<base64>[A-Za-z0-9+/=]{44})$/u.exec(text)
  const { name = '', keyId = '', base64 = '' } = match?.groups ?? {}
  if (match === null) throw malformed('expected a verifier key')
  const typed = parseBase64(base64)
  if (typed[0] !== ED25519) throw malformed('expected a key of type Ed25519')
  const publicKey = typed.subarray(1)
  assertKey(name, publicKey)
  if (noteKeyId(name, publicKey, crypto) !== keyId) throw malformed('key id of another key')
  return { name, keyId, publicKey }
}

/** The lines of a note that claim to be by this key: name and key id both match. */
export function signaturesBy(note: Note, key: VerifierKey): NoteSignature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
}

/** What to verify for one line of a note. */
export function noteSignatureCheck(
  note: Note,
  { signature }: NoteSignature,
  { publicKey }: VerifierKey,
): SignatureCheck {
  return {
    algorithm: 'ed25519',
    publicKey: concatBytes(spkiPrefix, publicKey),
    signature,
    message: encodeUtf8(note.text),
  }
}

function assertKey(name: string, publicKey: Uint8Array): void {
  if (!isKeyName(name)) throw malformed('key name with white space, control character or plus sign')
  if (publicKey.length !== PUBLIC_KEY_LENGTH) throw malformed('expected an Ed25519 key of 32 bytes')
}
