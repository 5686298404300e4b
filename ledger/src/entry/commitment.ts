import { concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { JsonValue } from './envelope.ts'
import { canonicalize } from './jcs.ts'

export const COMMITMENT_VERSION = 'contremarque/commitment/1'
const prefix = encodeUtf8(`${COMMITMENT_VERSION}\0`)
/** 32 bytes in unpadded base64url; the last character carries four bits. */
const saltForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** What a commitment is made of: bound to one field of one entry, so that it opens nowhere else. */
export interface CommitmentOpening {
  readonly origin: string
  readonly stream: string
  readonly revision: number
  readonly field: string
  /** 32 fresh random bytes, unpadded base64url: never derived, never reused. */
  readonly salt: string
  readonly value: JsonValue
}

/**
 * SHA-256 in hexadecimal over "contremarque/commitment/1", a zero byte and the JCS of
 * [origin, stream, revision, field, salt, value] (docs/spec/entry.md).
 * @throws LedgerError COMMITMENT_MALFORMED for a salt of another form;
 * CANONICAL_FORM_UNSUPPORTED for a value that JCS cannot carry
 */
export function commitmentDigest(opening: CommitmentOpening, crypto: Crypto): string {
  const { origin, stream, revision, field, salt, value } = opening
  if (!saltForm.test(salt)) {
    throw new LedgerError('COMMITMENT_MALFORMED', 'expected a salt of 32 bytes in base64url')
  }
  const text = canonicalize([origin, stream, revision, field, salt, value])
  return toHex(crypto.digest('sha-256', concatBytes(prefix, encodeUtf8(text))))
}
