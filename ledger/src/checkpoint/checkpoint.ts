import { parseBase64, toBase64 } from '../bytes/base64.ts'
import { LedgerError } from '../errors.ts'
import { isKeyName, malformed } from './note.ts'

/** A tree head: what a ledger commits to when it signs. */
export interface Checkpoint {
  readonly origin: string
  /** Number of leaves. */
  readonly size: number
  /** RFC 9162 root, 32 bytes. */
  readonly root: Uint8Array
}

const ROOT_LENGTH = 32
const body = /^(?<origin>[^\n]+)\n(?<size>0|[1-9][0-9]{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\n$/u

/**
 * The text of a C2SP tlog-checkpoint: origin, size, base64 root, a line each, no extension lines.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw malformed('origin with white space, control character or plus sign')
  if (!Number.isSafeInteger(size) || size < 0) throw malformed('size is not a safe integer')
  if (root.length !== ROOT_LENGTH) throw malformed(`root is not ${ROOT_LENGTH} bytes`)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/**
 * Parses the text of an untrusted note as a checkpoint. Our ledgers sign no extension lines, so
 * none is accepted.
 * @throws LedgerError CHECKPOINT_MALFORMED
 */
export function parseCheckpoint(text: string): Checkpoint {
  const { origin, size, root } = body.exec(text)?.groups ?? {}
  if (origin === undefined || size === undefined || root === undefined) {
    throw malformed('expected origin, decimal size and base64 root')
  }
  if (!Number.isSafeInteger(Number(size))) throw malformed('size beyond 2^53 - 1')
  return { origin, size: Number(size), root: parseRoot(root) }
}

function parseRoot(base64: string): Uint8Array {
  try {
    return parseBase64(base64)
  } catch (cause) {
    throw new LedgerError('CHECKPOINT_MALFORMED', 'note: expected a canonical base64 root', {
      cause,
    })
  }
}
