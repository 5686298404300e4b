import { compareBytes, concatBytes } from '../bytes/bytes.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
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
  return Uint8Array.of(tagByte, 0x82 + significant.length, ...significant, (length >> 8) & 0xff, length & 0xff)
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
  let rest = BigInt(value)
  const bytes: number[] = []
  do {
    bytes.unshift(Number(rest & 0xffn))
    rest >>= 8n
  } while (rest > 0n)
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
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [40 * first + second, ...rest].flatMap(base128)
  return der(tag.oid, Uint8Array.from(bytes))
}

function base128(arc: number): number[] {
  const bytes = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest % 128) | 0x80)
  }
  return bytes
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

/** [n] EXPLICIT. */
export function derExplicit(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return der(tag.constructedContext(n), ...parts)
}
