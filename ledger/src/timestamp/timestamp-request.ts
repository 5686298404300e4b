import { derBoolean, derInteger, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { der } from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import { LedgerError } from '../errors.ts'
import { sha256Identifier } from './algorithm-identifier.ts'

export interface TimestampRequest {
  /** SHA-256, 32 bytes: it is not hashed again. */
  readonly imprint: Uint8Array
  /** Content bytes of a positive INTEGER: make them with timestampNonce. */
  readonly nonce: Uint8Array
  /** Dotted; without it the TSA chooses. */
  readonly policy?: string
}

/**
 * A TimeStampReq (RFC 3161 §2.4.1) that asks for the certificate, DER.
 * @throws LedgerError TIMESTAMP_MALFORMED when imprint or nonce have another form
 */
export function buildTimestampRequest({ imprint, nonce, policy }: TimestampRequest): Uint8Array {
  if (imprint.length !== 32) throw malformed('imprint is not 32 bytes')
  const [first = 0] = nonce
  if (first === 0 || first >= 0x80) throw malformed('nonce is not a positive integer in DER form')
  return derSequence(
    derInteger(1),
    derSequence(sha256Identifier(), derOctetString(imprint)),
    ...(policy === undefined ? [] : [derOid(policy)]),
    der(tag.integer, nonce),
    derBoolean(true),
  )
}

/** Random bytes (8 or more) as the content of a positive INTEGER of the same length. */
export function timestampNonce(random: Uint8Array): Uint8Array {
  const nonce = random.slice()
  nonce[0] = (nonce[0]! & 0x3f) | 0x40
  return nonce
}

function malformed(what: string): LedgerError {
  return new LedgerError('TIMESTAMP_MALFORMED', what)
}
