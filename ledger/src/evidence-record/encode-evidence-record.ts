import { der, derInteger, derOctetString, derSequence } from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { sha256Identifier } from '../timestamp/algorithm-identifier.ts'
import { evidenceTree } from './evidence-tree.ts'

export interface EvidenceRecordTemplate {
  /** SHA-256 of the data object. */
  readonly object: Uint8Array
  /** From an EvidenceTree. */
  readonly path: readonly Uint8Array[]
  /** DER TimeStampToken over the root of the tree, verbatim. */
  readonly token: Uint8Array
}

/**
 * An RFC 4998 EvidenceRecord, DER: one chain of one ArchiveTimeStamp whose reduced hash tree has
 * the object alone in its first list and one sibling in each further list.
 */
export function encodeEvidenceRecord({ object, path, token }: EvidenceRecordTemplate): Uint8Array {
  const lists = [object, ...path].map((hash) => derSequence(derOctetString(hash)))
  const reducedHashtree = der(tag.constructedContext(2), ...lists)
  const archiveTimeStamp = derSequence(reducedHashtree, token)
  return derSequence(
    derInteger(1),
    derSequence(sha256Identifier()),
    derSequence(derSequence(archiveTimeStamp)),
  )
}

/** The record of one object among all that a token covers; for many, keep the EvidenceTree. */
export function createEvidenceRecord(
  { objectDigests, index, token }: EvidenceRecordRequest,
  crypto: Crypto,
): Uint8Array {
  const path = evidenceTree(objectDigests, crypto).path(index)
  return encodeEvidenceRecord({ object: objectDigests[index]!, path, token })
}

export interface EvidenceRecordRequest {
  /** SHA-256 of every data object of the token, in its order. */
  readonly objectDigests: readonly Uint8Array[]
  readonly index: number
  /** DER TimeStampToken, verbatim. */
  readonly token: Uint8Array
}
