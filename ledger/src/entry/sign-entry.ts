import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import {
  encodeEcdsaSignature,
  isLowS,
  parseEcdsaSignature,
  toLowS,
} from '../signature/ecdsa-signature.ts'
import type { Signer } from '../signature/signer.ts'
import { entryHash } from './entry-hash.ts'
import { MAX_ENTRY_SIZE, encodeEntry, encodeSignedAttributes, entryRoom } from './entry-layout.ts'
import type { Envelope, JsonValue } from './envelope.ts'
import { canonicalize } from './jcs.ts'
import { signerIdentity } from './signer-identity.ts'
import { validateEnvelope } from './validate-envelope.ts'

const LONGEST_SIGNATURE = new Uint8Array(71)

export interface SignedEntry {
  /** The entry: these bytes and no others, resent on a retry, never signed again. */
  readonly der: Uint8Array
  /** Entry hash, hexadecimal. */
  readonly hash: string
  readonly envelope: Envelope
}

/**
 * Signs an envelope as an entry (docs/spec/entry.md): CMS SignedData, CAdES-B-B, attached.
 * @throws LedgerError ENVELOPE_MALFORMED, CANONICAL_FORM_UNSUPPORTED; ENTRY_TOO_LARGE before
 * anything is signed; KEY_UNUSABLE
 */
export async function signEntry(
  envelope: Envelope,
  signer: Signer,
  crypto: Crypto,
): Promise<SignedEntry> {
  const text = canonicalize(envelope as unknown as JsonValue)
  assertEnvelope(envelope, text)
  const content = encodeUtf8(text)
  const identity = signerIdentity(signer.certificate, crypto)
  const signedAttributes = encodeSignedAttributes(
    Date.parse(envelope.recordedAt),
    crypto.digest('sha-256', content),
    identity.digest,
  )
  if (entryRoom(content, identity, signedAttributes, LONGEST_SIGNATURE) > MAX_ENTRY_SIZE) {
    assertSize(encodeEntry(content, identity, signedAttributes, LONGEST_SIGNATURE).length)
  }
  const signature = lowS(await signer.sign(signedAttributes))
  const der = encodeEntry(content, identity, signedAttributes, signature)
  return { der, hash: toHex(entryHash(der, crypto)), envelope }
}

/** An envelope whose members already stand in canonical order need not be read back from its own text. */
function assertEnvelope(envelope: Envelope, text: string): void {
  try {
    validateEnvelope(envelope as unknown as JsonValue)
  } catch {
    validateEnvelope(JSON.parse(text) as JsonValue)
  }
}

function assertSize(size: number): void {
  if (size <= MAX_ENTRY_SIZE) return
  throw new LedgerError(
    'ENTRY_TOO_LARGE',
    `expected at most ${MAX_ENTRY_SIZE} bytes, got ${size}`,
    {
      details: { size },
    },
  )
}

function lowS(signature: Uint8Array): Uint8Array {
  const lower = toLowS(parseEcdsaSignature(signature, 32))
  if (!isLowS(lower)) throw new LedgerError('KEY_UNUSABLE', 'expected a P-256 signature')
  return encodeEcdsaSignature(lower)
}
