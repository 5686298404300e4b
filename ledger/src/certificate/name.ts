import { DerReader } from '../asn1/der-reader.ts'
import {
  derOid,
  derPrintableString,
  derSequence,
  derSetOf,
  derUtf8String,
} from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'

/** A distinguished name as the builder takes it. */
export interface NameTemplate {
  readonly commonName: string
  readonly organization?: string
  /** ISO 3166 code, two letters. */
  readonly country?: string
}

/** First common name of an untrusted DER Name, or null when there is none that is text. */
export function commonNameOf(name: Uint8Array): string | null {
  const reader = new DerReader(name).sequence()
  let found: string | null = null
  while (!reader.isAtEnd) {
    const set = reader.set()
    do {
      const attribute = set.sequence()
      const type = attribute.oid()
      const valueTag = attribute.peekTag()
      const content = attribute.content(valueTag)
      attribute.expectEnd()
      if (type === oid.commonName) found ??= textOf(valueTag, content)
    } while (!set.isAtEnd)
  }
  return found
}

export function encodeName(name: NameTemplate): Uint8Array {
  const parts: Uint8Array[] = []
  if (name.country !== undefined) {
    parts.push(attribute(oid.countryName, derPrintableString(name.country)))
  }
  if (name.organization !== undefined) {
    parts.push(attribute(oid.organizationName, derUtf8String(name.organization)))
  }
  parts.push(attribute(oid.commonName, derUtf8String(name.commonName)))
  return derSequence(...parts)
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSetOf(derSequence(derOid(type), value))
}

function textOf(valueTag: number, content: Uint8Array): string | null {
  const isAscii = valueTag === tag.printableString || valueTag === tag.ia5String
  return isAscii || valueTag === tag.utf8String ? decodeUtf8(content) : null
}
