import type { DerReader } from '../asn1/der-reader.ts'
import { derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'

/**
 * The identifier in an AlgorithmIdentifier of a digest: parameters absent or NULL (RFC 5754 §2).
 * @throws LedgerError DER_MALFORMED
 */
export function readDigestIdentifier(reader: DerReader): string {
  const identifier = reader.sequence()
  const dotted = identifier.oid()
  if (identifier.peekTag() === tag.null) identifier.null()
  identifier.expectEnd()
  return dotted
}

/** AlgorithmIdentifier of SHA-256 as we write it: without parameters. */
export function sha256Identifier(): Uint8Array {
  return derSequence(derOid(oid.sha256))
}
