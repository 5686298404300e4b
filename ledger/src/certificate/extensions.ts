import type { DerReader } from '../asn1/der-reader.ts'
import { tag } from '../asn1/tag.ts'
import { LedgerError } from '../errors.ts'

export interface Extension {
  readonly critical: boolean
  /** Content of the OCTET STRING. */
  readonly value: Uint8Array
}

/**
 * Reads the [n] EXPLICIT Extensions of a certificate, CRL or OCSP response when they are next
 * (RFC 5280 §4.1.2.9); none is an empty map.
 * @throws LedgerError DER_MALFORMED, also for an extension that comes twice
 */
export function parseExtensions(reader: DerReader, contextTag = 3): ReadonlyMap<string, Extension> {
  const wrapper = reader.optional(contextTag)
  if (wrapper === undefined) return new Map()
  const extensions = readExtensionList(wrapper)
  wrapper.expectEnd()
  return extensions
}

/** Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension. */
export function readExtensionList(reader: DerReader): ReadonlyMap<string, Extension> {
  const list = reader.sequence()
  const extensions = new Map<string, Extension>()
  do {
    const offset = list.position
    const item = list.sequence()
    const id = item.oid()
    const isMarked = item.peekTag() === tag.boolean
    const critical = isMarked && item.boolean()
    // DEFAULT FALSE is left out in DER.
    if (isMarked && !critical) throw malformed('critical FALSE spelt out', offset)
    if (extensions.has(id)) throw malformed(`extension ${id} twice`, offset)
    extensions.set(id, { critical, value: item.octetString() })
    item.expectEnd()
  } while (!list.isAtEnd)
  return extensions
}

function malformed(what: string, offset: number): LedgerError {
  return new LedgerError('DER_MALFORMED', `${what} at byte ${offset}`, { details: { offset } })
}
