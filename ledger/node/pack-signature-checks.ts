import type { SignatureAlgorithm, SignatureCheck } from '../src/crypto/crypto.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * Many checks in one buffer that can be handed to another thread without copying: the distinct
 * algorithms and keys once, then per check their numbers, the signature and the message.
 */
export function packChecks(checks: readonly SignatureCheck[]): Uint8Array<ArrayBuffer> {
  const algorithms = distinct(checks.map(({ algorithm }) => algorithm))
  const keys = distinct(checks.map(({ publicKey }) => publicKey))
  const parts: Uint8Array[] = [
    ...[...algorithms.keys()].map((name) => encoder.encode(name)),
    ...keys.keys(),
    ...checks.flatMap(({ signature, message }) => [signature, message]),
  ]
  const numbers = 3 + parts.length + 2 * checks.length
  const length = parts.reduce((sum, part) => sum + part.length, 4 * numbers)
  const bytes = new Uint8Array(length)
  const header = new Uint32Array(bytes.buffer, 0, numbers)
  header.set([algorithms.size, keys.size, checks.length])
  let offset = 4 * numbers
  parts.forEach((part, i) => {
    header[3 + i] = part.length
    bytes.set(part, offset)
    offset += part.length
  })
  checks.forEach(({ algorithm, publicKey }, i) => {
    header[3 + parts.length + 2 * i] = algorithms.get(algorithm)!
    header[4 + parts.length + 2 * i] = keys.get(publicKey)!
  })
  return bytes
}

/** What packChecks packed: checks of one key share one object. */
export function unpackChecks(bytes: Uint8Array): readonly SignatureCheck[] {
  const counts = new Uint32Array(bytes.buffer, bytes.byteOffset, 3)
  const [algorithmCount = 0, keyCount = 0, checkCount = 0] = counts
  const partCount = algorithmCount + keyCount + 2 * checkCount
  const numbers = 3 + partCount + 2 * checkCount
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, numbers)
  const parts: Uint8Array[] = []
  let offset = 4 * numbers
  for (let i = 0; i < partCount; i++) {
    const length = header[3 + i]!
    parts.push(bytes.subarray(offset, offset + length))
    offset += length
  }
  const algorithms = parts.slice(0, algorithmCount).map((name) => decoder.decode(name))
  return Array.from({ length: checkCount }, (_, i) => ({
    algorithm: algorithms[header[3 + partCount + 2 * i]!] as SignatureAlgorithm,
    publicKey: parts[algorithmCount + header[4 + partCount + 2 * i]!]!,
    signature: parts[algorithmCount + keyCount + 2 * i]!,
    message: parts[algorithmCount + keyCount + 2 * i + 1]!,
  }))
}

function distinct<T>(values: readonly T[]): Map<T, number> {
  const numbers = new Map<T, number>()
  for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size)
  return numbers
}
