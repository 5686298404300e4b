import { LedgerError } from '../errors.ts'
import { tag as tags } from './tag.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { parseOid } from './oid.ts'

const MAX_DEPTH = 24

/** One tag-length-value inside a larger byte string: offsets into it, nothing copied. */
export interface DerElement {
  readonly tag: number
  /** Offset of the tag byte. */
  readonly start: number
  /** Offset of the first content byte. */
  readonly contentStart: number
  /** Offset after the last content byte. */
  readonly end: number
}

/**
 * Reads untrusted DER (X.690) from left to right. Everything BER would also allow is refused:
 * indefinite or padded lengths, padded integers, other booleans, multi-byte tags, trailing bytes.
 * Byte strings handed out are views of the input.
 *
 * Every method throws LedgerError DER_MALFORMED.
 */
export class DerReader {
  readonly bytes: Uint8Array
  private offset: number
  private readonly limit: number
  private readonly depth: number

  constructor(bytes: Uint8Array, start = 0, limit = bytes.length, depth = 0) {
    if (depth > MAX_DEPTH) throw malformed(`nesting deeper than ${MAX_DEPTH}`, start)
    this.bytes = bytes
    this.offset = start
    this.limit = limit
    this.depth = depth
  }

  get position(): number {
    return this.offset
  }

  get isAtEnd(): boolean {
    return this.offset === this.limit
  }

  /** The tag of the next element, or -1 at the end. */
  peekTag(): number {
    return this.offset < this.limit ? this.bytes[this.offset]! : -1
  }

  /** Requires that nothing follows. */
  expectEnd(): void {
    if (this.offset !== this.limit) throw malformed('trailing bytes', this.offset)
  }

  /** The next element, whatever its tag unless `expected` is given. */
  element(expected?: number): DerElement {
    const start = this.offset
    if (start >= this.limit) throw malformed('unexpected end', start)
    const tag = this.bytes[start]!
    if (expected !== undefined && tag !== expected) {
      throw malformed(`expected tag 0x${expected.toString(16)}, got 0x${tag.toString(16)}`, start)
    }
    if ((tag & 0x1f) === 0x1f) throw malformed('multi-byte tag', start)
    const contentStart = this.lengthEnd(start + 1)
    const end = contentStart + this.lengthAt(start + 1)
    if (end > this.limit) throw malformed('length beyond the end', start)
    this.offset = end
    return { tag, start, contentStart, end }
  }

  /** The whole next element, tag and length included, as a view. */
  raw(expected?: number): Uint8Array {
    const { start, end } = this.element(expected)
    return this.bytes.subarray(start, end)
  }

  /** The content of the next element as a view. */
  content(expected: number): Uint8Array {
    const { contentStart, end } = this.element(expected)
    return this.bytes.subarray(contentStart, end)
  }

  /** A reader over the content of the next, constructed, element. */
  enter(expected: number): DerReader {
    const { contentStart, end } = this.element(expected)
    return new DerReader(this.bytes, contentStart, end, this.depth + 1)
  }

  sequence(): DerReader {
    return this.enter(tags.sequence)
  }

  set(): DerReader {
    return this.enter(tags.set)
  }

  /** Enters the context-specific constructed element [n] when it is next. */
  optional(n: number): DerReader | undefined {
    return this.peekTag() === tags.constructedContext(n)
      ? this.enter(tags.constructedContext(n))
      : undefined
  }

  boolean(): boolean {
    const at = this.offset
    const content = this.content(tags.boolean)
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
      throw malformed('boolean other than 00 or FF', at)
    }
    return content[0] === 0xff
  }

  null(): void {
    const at = this.offset
    if (this.content(tags.null).length !== 0) throw malformed('null with content', at)
  }

  /** Two's complement content bytes of an INTEGER in its shortest form. */
  integerBytes(): Uint8Array {
    const at = this.offset
    const content = this.content(tags.integer)
    const [first, second] = content
    if (first === undefined) throw malformed('empty integer', at)
    if (second !== undefined) {
      const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
      if (padded) throw malformed('padded integer', at)
    }
    return content
  }

  /** A non-negative INTEGER below 2^53. */
  smallInteger(): number {
    const at = this.offset
    const content = this.integerBytes()
    if (content[0]! >= 0x80 || content.length > 7) throw malformed('integer out of range', at)
    let value = 0
    for (const byte of content) value = value * 256 + byte
    if (!Number.isSafeInteger(value)) throw malformed('integer out of range', at)
    return value
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  oid(): string {
    const at = this.offset
    const dotted = parseOid(this.content(tags.oid))
    if (dotted === undefined) throw malformed('object identifier', at)
    return dotted
  }

  octetString(): Uint8Array {
    return this.content(tags.octetString)
  }

  /** The bytes of a BIT STRING with no unused bits. */
  bitStringBytes(): Uint8Array {
    const at = this.offset
    const content = this.content(tags.bitString)
    if (content[0] !== 0) throw malformed('bit string with unused bits', at)
    return content.subarray(1)
  }

  utf8String(): string {
    const at = this.offset
    const content = this.content(tags.utf8String)
    try {
      return decodeUtf8(content)
    } catch {
      throw malformed('UTF8String that is not UTF-8', at)
    }
  }

  private lengthEnd(at: number): number {
    const first = this.bytes[at]
    if (first === undefined || at >= this.limit) throw malformed('missing length', at)
    return first < 0x80 ? at + 1 : at + 1 + (first & 0x7f)
  }

  private lengthAt(at: number): number {
    const first = this.bytes[at]!
    if (first < 0x80) return first
    const count = first & 0x7f
    if (count === 0) throw malformed('indefinite length', at)
    if (count > 4) throw malformed('length of more than four bytes', at)
    if (at + 1 + count > this.limit) throw malformed('truncated length', at)
    let length = 0
    for (let i = 1; i <= count; i++) length = length * 256 + this.bytes[at + i]!
    const needed = length < 0x80 ? 0 : Math.ceil(Math.log2(length + 1) / 8)
    if (needed !== count) throw malformed('padded length', at)
    return length
  }
}

function malformed(what: string, offset: number): LedgerError {
  return new LedgerError('DER_MALFORMED', `${what} at byte ${offset}`, { details: { offset } })
}
