import { parseBase64, toBase64 } from '../bytes/base64.ts'
import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { LedgerError } from '../errors.ts'

/** One signature line of a note; verified is a different matter. */
export interface NoteSignature {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A C2SP signed note: `text` ends with a newline and is what the signatures are over. */
export interface Note {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const MAX_NOTE_BYTES = 65_536
const MAX_SIGNATURES = 64
const controls = /[\u0000-\u0009\u000b-\u001f\u007f]/
const signatureLine = /^\u2014 (?<name>\S+) (?<base64>\S+)$/u

/**
 * Parses an untrusted note (C2SP signed-note v1). Accepts signatures by anyone; refuses control
 * characters, more than 64 KiB or 64 signatures, and every other spelling of a line.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function parseNote(note: string): Note {
  if (note.length > MAX_NOTE_BYTES || encodeUtf8(note).length > MAX_NOTE_BYTES) {
    throw malformed(`more than ${MAX_NOTE_BYTES} bytes`)
  }
  if (!note.isWellFormed()) throw malformed('expected well-formed Unicode')
  if (controls.test(note)) throw malformed('control character')
  const separator = note.lastIndexOf('\n\n')
  if (separator <= 0 || !note.endsWith('\n'))
    throw malformed('expected text, blank line, signatures')
  const lines = note.slice(separator + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw malformed(`more than ${MAX_SIGNATURES} signatures`)
  return { text: note.slice(0, separator + 1), signatures: lines.map(parseSignatureLine) }
}

/** The note as text: the inverse of parseNote. */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`
}

function parseSignatureLine(line: string): NoteSignature {
  const { name, base64 } = signatureLine.exec(line)?.groups ?? {}
  if (name === undefined || base64 === undefined || !isKeyName(name)) {
    throw malformed('expected a signature line')
  }
  const bytes = parseSignatureBytes(base64)
  if (bytes.length <= 4) throw malformed('signature without bytes')
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}

function parseSignatureBytes(base64: string): Uint8Array {
  try {
    return parseBase64(base64)
  } catch (cause) {
    throw new LedgerError('CHECKPOINT_MALFORMED', 'expected canonical base64', { cause })
  }
}

function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.length)
  bytes.set(Uint8Array.fromHex(keyId))
  bytes.set(signature, 4)
  return `\u2014 ${name} ${toBase64(bytes)}\n`
}

/** A key name: not empty, no white space, no plus sign, no control character. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\s+\p{Cc}]+$/u.test(name)
}

export function malformed(what: string): LedgerError {
  return new LedgerError('CHECKPOINT_MALFORMED', `note: ${what}`)
}
