import { LedgerError } from '../errors.ts'
import { compareBytes, concatBytes } from '../bytes/bytes.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { encodeOid } from './oid.ts'
import { tag } from './tag.ts'

/** One element: tag, shortest definite length, content. */
export function der(tagByte: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of content) length += part.length
  return concatBytes(header(tagByte, length), ...content)
}

function header(tagByte: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tagByte, length)
  if (length < 0x100) return Uint8Array.of(tagByte, 0x81, length)
  if (length < 0x10000) return Uint8Array.of(tagByte, 0x82, length >> 8, length & 0xff)
  const high = [Math.floor(length / 0x1000000), (length >> 16) & 0xff]
  const significant = high[0] === 0 ? high.slice(1) : high
  return Uint8Array.of(
    tagByte,
    0x82 + significant.length,
    ...significant,
    (length >> 8) & 0xff,
    length & 0xff,
  )
}

export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(tag.sequence, ...parts)
}

/** SET OF: the elements sorted by their encodings (X.690 §11.6). */
export function derSetOf(...elements: readonly Uint8Array[]): Uint8Array {
  return der(tag.set, ...[...elements].sort(compareBytes))
}

/** A non-negative INTEGER. */
export function derInteger(value: number | bigint): Uint8Array {
  if (value < 0) throw new LedgerError('DER_MALFORMED', 'expected a non-negative integer')
  const bytes: number[] = []
  for (let rest = BigInt(value); rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn))
  return derUnsigned(Uint8Array.from(bytes))
}

/** A non-negative INTEGER from big-endian bytes, brought to its shortest form. */
export function derUnsigned(magnitude: Uint8Array): Uint8Array {
  let start = 0
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++
  const shortest = magnitude.subarray(start)
  const needsSign = shortest.length === 0 || shortest[0]! >= 0x80
  return der(tag.integer, needsSign ? Uint8Array.of(0) : new Uint8Array(0), shortest)
}

export function derOid(dotted: string): Uint8Array {
  return der(tag.oid, encodeOid(dotted))
}

export function derOctetString(content: Uint8Array): Uint8Array {
  return der(tag.octetString, content)
}

/** A BIT STRING of whole bytes. */
export function derBitString(content: Uint8Array): Uint8Array {
  return der(tag.bitString, Uint8Array.of(0), content)
}

export function derBoolean(value: boolean): Uint8Array {
  return der(tag.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function derNull(): Uint8Array {
  return der(tag.null)
}

export function derUtf8String(text: string): Uint8Array {
  return der(tag.utf8String, encodeUtf8(text))
}

export function derPrintableString(text: string): Uint8Array {
  return der(tag.printableString, encodeUtf8(text))
}

export function derEnumerated(value: number): Uint8Array {
  return der(tag.enumerated, Uint8Array.of(value))
}

/** BIT STRING of named bits, trailing zeros left out (X.690 §11.2.2). */
export function derNamedBits(...bits: readonly number[]): Uint8Array {
  const highest = Math.max(-1, ...bits)
  const bytes = new Uint8Array((highest + 8) >> 3)
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7)
  return der(tag.bitString, Uint8Array.of((8 * bytes.length - highest - 1) % 8), bytes)
}

/** [n] EXPLICIT. */
export function derExplicit(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return der(tag.constructedContext(n), ...parts)
}
