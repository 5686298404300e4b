import { DerReader } from '../../src/asn1/der-reader.ts'
import { tag } from '../../src/asn1/tag.ts'
import { LedgerError } from '../../src/errors.ts'
import { readDigestIdentifier } from '../../src/timestamp/algorithm-identifier.ts'

/** A TimeStampReq as received (RFC 3161 §2.4.1). */
export interface ReceivedRequest {
  /** Dotted. */
  readonly imprintAlgorithm: string
  readonly imprint: Uint8Array
  /** Dotted; null when the TSA may choose. */
  readonly policy: string | null
  /** INTEGER content bytes; null without one. */
  readonly nonce: Uint8Array | null
  readonly wantsCertificate: boolean
  readonly hasExtensions: boolean
}

/**
 * Parses an untrusted request.
 * @throws LedgerError TIMESTAMP_MALFORMED, DER_MALFORMED
 */
export function parseTimestampRequest(der: Uint8Array): ReceivedRequest {
  const outer = new DerReader(der)
  const request = outer.sequence()
  outer.expectEnd()
  if (request.smallInteger() !== 1) {
    throw new LedgerError('TIMESTAMP_MALFORMED', 'expected TimeStampReq version 1')
  }
  const messageImprint = request.sequence()
  const imprintAlgorithm = readDigestIdentifier(messageImprint)
  const imprint = messageImprint.octetString()
  messageImprint.expectEnd()
  const policy = request.peekTag() === tag.oid ? request.oid() : null
  const nonce = request.peekTag() === tag.integer ? request.integerBytes() : null
  const wantsCertificate = request.peekTag() === tag.boolean && request.boolean()
  const hasExtensions = request.optional(0) !== undefined
  request.expectEnd()
  return { imprintAlgorithm, imprint, policy, nonce, wantsCertificate, hasExtensions }
}
