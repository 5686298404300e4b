import { LedgerError } from '../errors.ts'
import { DerReader } from './der-reader.ts'
import { tag } from './tag.ts'

const CONSTRUCTED = 0x20
const CLASS = 0xc0
const PRIMITIVE_SEQUENCE = 0x10
const PRIMITIVE_SET = 0x11

/**
 * Requires that untrusted bytes are one element in DER all the way down: definite and shortest
 * lengths, primitive strings, shortest integers, two booleans, nothing after the end. What stands
 * inside an OCTET or BIT STRING is not looked at.
 * @throws LedgerError DER_MALFORMED
 */
export function assertDer(bytes: Uint8Array): void {
  const reader = new DerReader(bytes)
  walk(reader)
  reader.expectEnd()
}

function walk(reader: DerReader): void {
  const next = reader.peekTag()
  if ((next & CONSTRUCTED) !== 0) {
    walkConstructed(reader, next)
    return
  }
  switch (next) {
    case tag.boolean:
      reader.boolean()
      return
    case tag.integer:
    case tag.enumerated:
      assertInteger(reader)
      return
    case tag.null:
      reader.null()
      return
    case tag.oid:
      reader.oid()
      return
    case PRIMITIVE_SEQUENCE:
    case PRIMITIVE_SET:
      throw malformed('primitive SEQUENCE or SET', reader.position)
    default:
      reader.raw()
  }
}

function walkConstructed(reader: DerReader, next: number): void {
  const isUniversal = (next & CLASS) === 0
  if (isUniversal && next !== tag.sequence && next !== tag.set) {
    throw malformed('constructed string', reader.position)
  }
  const content = reader.enter(next)
  while (!content.isAtEnd) walk(content)
}

function assertInteger(reader: DerReader): void {
  const offset = reader.position
  const [first, second] = reader.content(reader.peekTag())
  const isPadded =
    second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (first === undefined || isPadded) {
    throw malformed('padded integer', offset)
  }
}

function malformed(what: string, offset: number): LedgerError {
  return new LedgerError('DER_MALFORMED', `${what} at byte ${offset}`, { details: { offset } })
}
