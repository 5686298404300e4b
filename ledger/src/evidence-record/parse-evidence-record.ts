import { DerReader } from '../asn1/der-reader.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { LedgerError } from '../errors.ts'
import { readDigestIdentifier } from '../timestamp/algorithm-identifier.ts'

/** An evidence record taken apart; byte strings are views. */
export interface EvidenceRecord {
  /** SHA-256 of the data object. */
  readonly object: Uint8Array
  /** One sibling per further list, from the object up. */
  readonly path: readonly Uint8Array[]
  /** DER TimeStampToken. */
  readonly token: Uint8Array
}

const HASH_LENGTH = 32
/** 2^64 objects: more lists than any tree of ours has. */
const MAX_PATH = 64

/**
 * Parses an untrusted RFC 4998 EvidenceRecord of the one shape we make: SHA-256, one chain, one
 * ArchiveTimeStamp, one object in the first list, one sibling in each further one. Renewed records
 * have another shape and are refused until docs/spec/evidence-record.md says otherwise.
 * @throws LedgerError EVIDENCE_RECORD_MALFORMED
 */
export function parseEvidenceRecord(der: Uint8Array): EvidenceRecord {
  try {
    return parse(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError) || cause.code === 'EVIDENCE_RECORD_MALFORMED') throw cause
    throw new LedgerError('EVIDENCE_RECORD_MALFORMED', `expected a record: ${cause.message}`, {
      cause,
      details: cause.details,
    })
  }
}

function parse(der: Uint8Array): EvidenceRecord {
  const outer = new DerReader(der)
  const record = outer.sequence()
  outer.expectEnd()
  if (record.smallInteger() !== 1) throw malformed('expected version 1')
  const algorithms = record.sequence()
  if (readDigestIdentifier(algorithms) !== oid.sha256) throw malformed('expected SHA-256')
  algorithms.expectEnd()
  const chains = record.sequence()
  record.expectEnd()
  const chain = chains.sequence()
  chains.expectEnd()
  const timeStamp = chain.sequence()
  chain.expectEnd()
  const [object, ...path] = readReducedHashtree(timeStamp)
  const token = timeStamp.raw(tag.sequence)
  timeStamp.expectEnd()
  return { object: object!, path, token }
}

function readReducedHashtree(timeStamp: DerReader): Uint8Array[] {
  const lists = timeStamp.enter(tag.constructedContext(2))
  const hashes: Uint8Array[] = []
  do {
    const list = lists.sequence()
    const hash = list.octetString()
    list.expectEnd()
    if (hash.length !== HASH_LENGTH) throw malformed(`expected hashes of ${HASH_LENGTH} bytes`)
    hashes.push(hash)
    if (hashes.length > MAX_PATH + 1) throw malformed('too many lists')
  } while (!lists.isAtEnd)
  return hashes
}

function malformed(what: string): LedgerError {
  return new LedgerError('EVIDENCE_RECORD_MALFORMED', what)
}
