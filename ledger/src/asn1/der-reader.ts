import { LedgerError } from '../errors.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { parseOid } from './oid.ts'
import { tag as tags } from './tag.ts'

const MAX_DEPTH = 24

/**
 * Reads untrusted DER (X.690) from left to right. Everything BER would also allow is refused:
 * indefinite or padded lengths, padded integers, other booleans, multi-byte tags, trailing bytes.
 * Byte strings handed out are views of the input.
 *
 * Every method throws LedgerError DER_MALFORMED with `details.offset` into the whole input.
 */
export class DerReader {
  readonly bytes: Uint8Array
  private offset: number
  private limit: number
  private readonly depth: number
  private contentStart = 0

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

  /** Requires these very bytes next. */
  expectBytes(expected: Uint8Array): void {
    const { bytes, offset } = this
    if (offset + expected.length > this.limit) throw malformed('unexpected end', offset)
    for (let i = 0; i < expected.length; i++) {
      if (bytes[offset + i] !== expected[i])
        throw malformed('other bytes than required', offset + i)
    }
    this.offset = offset + expected.length
  }

  /** Steps over these very bytes when they are next, else stays. */
  isNext(expected: Uint8Array): boolean {
    const { bytes, offset } = this
    if (offset + expected.length > this.limit) return false
    for (let i = 0; i < expected.length; i++) if (bytes[offset + i] !== expected[i]) return false
    this.offset = offset + expected.length
    return true
  }

  /** The whole next element, tag and length included, as a view. */
  raw(expected?: number): Uint8Array {
    const start = this.offset
    this.step(expected)
    return this.bytes.subarray(start, this.offset)
  }

  /** The content of the next element as a view. */
  content(expected: number): Uint8Array {
    this.step(expected)
    return this.bytes.subarray(this.contentStart, this.offset)
  }

  /** A reader over the content of the next, constructed, element. */
  enter(expected: number): DerReader {
    this.step(expected)
    return new DerReader(this.bytes, this.contentStart, this.offset, this.depth + 1)
  }

  /** Steps into the next, constructed, element without a reader of its own; answers what `leave` takes. */
  into(expected: number): number {
    this.step(expected)
    const outer = this.limit
    this.limit = this.offset
    this.offset = this.contentStart
    return outer
  }

  /** Steps out of the element last stepped into; requires that nothing is left in it. */
  leave(outer: number): void {
    this.expectEnd()
    this.limit = outer
  }

  sequence(): DerReader {
    return this.enter(tags.sequence)
  }

  set(): DerReader {
    return this.enter(tags.set)
  }

  /** Enters the context-specific constructed element [n] when it is next. */
  optional(n: number): DerReader | undefined {
    const expected = tags.constructedContext(n)
    return this.peekTag() === expected ? this.enter(expected) : undefined
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
    return this.wholeNumber(tags.integer)
  }

  /** A non-negative INTEGER (or ENUMERATED) below 2^53. */
  smallInteger(expected: number = tags.integer): number {
    const at = this.offset
    const content = this.wholeNumber(expected)
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

  /** The set bits of a BIT STRING of named bits, in its shortest form (X.690 §11.2.2). */
  namedBits(): ReadonlySet<number> {
    const at = this.offset
    const content = this.content(tags.bitString)
    const unused = content[0]
    const last = content[content.length - 1]!
    if (unused === undefined || unused > 7) throw malformed('bit string', at)
    const isShortest = content.length === 1 ? unused === 0 : ((last >> unused) & 1) === 1
    if (!isShortest || (content.length > 1 && (last & ((1 << unused) - 1)) !== 0)) {
      throw malformed('named bits not in their shortest form', at)
    }
    const bits = new Set<number>()
    for (let bit = 0; bit < (content.length - 1) * 8; bit++) {
      if ((content[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) bits.add(bit)
    }
    return bits
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

  private wholeNumber(expected: number): Uint8Array {
    const at = this.offset
    const content = this.content(expected)
    const [first, second] = content
    if (first === undefined) throw malformed('empty integer', at)
    if (second !== undefined) {
      const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
      if (padded) throw malformed('padded integer', at)
    }
    return content
  }

  /** Moves behind the next element and notes where its content began. */
  private step(expected?: number): void {
    const start = this.offset
    if (start + 2 > this.limit) throw malformed('unexpected end', start)
    const tag = this.bytes[start]!
    if (expected !== undefined && tag !== expected) {
      throw malformed(`expected tag 0x${expected.toString(16)}, got 0x${tag.toString(16)}`, start)
    }
    if ((tag & 0x1f) === 0x1f) throw malformed('multi-byte tag', start)
    const first = this.bytes[start + 1]!
    const count = first < 0x80 ? 0 : first & 0x7f
    this.contentStart = start + 2 + count
    const end = this.contentStart + (first < 0x80 ? first : this.longLength(start + 1, count))
    if (end > this.limit) throw malformed('length beyond the end', start)
    this.offset = end
  }

  private longLength(at: number, count: number): number {
    if (count === 0) throw malformed('indefinite length', at)
    if (count > 4) throw malformed('length of more than four bytes', at)
    if (at + 1 + count > this.limit) throw malformed('truncated length', at)
    let length = 0
    for (let i = 1; i <= count; i++) length = length * 256 + this.bytes[at + i]!
    if (length < 0x80 || this.bytes[at + 1] === 0) throw malformed('padded length', at)
    return length
  }
}

function malformed(what: string, offset: number): LedgerError {
  return new LedgerError('DER_MALFORMED', `${what} at byte ${offset}`, { details: { offset } })
}
