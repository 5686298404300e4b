import { decodeUtf8 } from '../bytes/utf8.ts'
import { LedgerError } from '../errors.ts'
import type { JsonValue } from './envelope.ts'

const MAX_DEPTH = 32
/** Code points below U+0300 never change under NFC and are no surrogates. */
const beyondLatin = /[^\u0000-\u02ff]/
/** ASCII that JSON writes as it is. */
const unescaped = /^[ !#-[\]-~]*$/

/**
 * RFC 8785 text of a value, members sorted by UTF-16 code units. Narrower than the RFC where two
 * readers could differ: integers are safe, strings are in NFC and well formed.
 * @throws LedgerError CANONICAL_FORM_UNSUPPORTED for anything else: undefined, NaN, a fraction, an
 * unsafe integer, a lone surrogate, a decomposed string, a bigint, a Date, nesting beyond 32
 */
export function canonicalize(value: JsonValue): string {
  return write(value, 0)
}

/**
 * The value of untrusted canonical UTF-8 bytes; every other spelling of the same value is refused:
 * white space, other key order or escapes, duplicate keys, 1.0, -0, a byte order mark.
 * @throws LedgerError CANONICAL_FORM_UNSUPPORTED
 */
export function parseCanonical(bytes: Uint8Array): JsonValue {
  const { text, value, isPlain } = parseJson(bytes)
  // Keys like "10" are enumerated by number, so that their objects take the slow way.
  if (!isSortedAndExact(value, isPlain, 0) || JSON.stringify(value) !== text) {
    if (canonicalize(value) !== text) throw unsupported('JSON text that is not canonical')
  }
  return value
}

export interface ParsedJson {
  readonly text: string
  readonly value: JsonValue
  /** ASCII without an escaped surrogate: its strings are well formed and in NFC. */
  readonly isPlain: boolean
}

/** Untrusted JSON in UTF-8, in whatever spelling. @throws LedgerError CANONICAL_FORM_UNSUPPORTED */
export function parseJson(bytes: Uint8Array): ParsedJson {
  try {
    const text = decodeUtf8(bytes)
    const isPlain = text.length === bytes.length && !text.includes('\\ud')
    return { text, value: JSON.parse(text) as JsonValue, isPlain }
  } catch {
    throw unsupported('bytes that are not JSON in UTF-8')
  }
}

/**
 * False when the keys of an object are not in order as enumerated.
 * @throws LedgerError CANONICAL_FORM_UNSUPPORTED for a value that has no canonical form here
 */
export function isSortedAndExact(value: JsonValue, isPlain: boolean, depth: number): boolean {
  if (typeof value === 'string') {
    if (!isPlain) assertText(value)
    return true
  }
  if (typeof value === 'number') {
    assertNumber(value)
    return true
  }
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MAX_DEPTH) throw unsupported(`nesting deeper than ${MAX_DEPTH}`)
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (!isSortedAndExact(value[i] as JsonValue, isPlain, depth + 1)) return false
    }
    return true
  }
  const members = value as { readonly [key: string]: JsonValue }
  let last: string | undefined
  for (const key of Object.keys(members)) {
    if (last !== undefined && key < last) return false
    if (!isPlain) assertText(key)
    if (!isSortedAndExact(members[key]!, isPlain, depth + 1)) return false
    last = key
  }
  return true
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeText(value)
    case 'number':
      assertNumber(value)
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth >= MAX_DEPTH) throw unsupported(`nesting deeper than ${MAX_DEPTH}`)
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth)
    default:
      throw unsupported(typeof value)
  }
}

function writeArray(values: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < values.length; i++) {
    text += (i === 0 ? '' : ',') + write(values[i], depth + 1)
  }
  return `${text}]`
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Object.prototype of whatever realm, or none: no class, no Date, no Map.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw unsupported('an object that is not plain')
  }
  const members = value as { readonly [key: string]: unknown }
  let text = ''
  for (const key of sortedKeys(members)) {
    text += `${text === '' ? '{' : ','}${writeText(key)}:${write(members[key], depth + 1)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** By UTF-16 code units. */
function sortedKeys(members: object): readonly string[] {
  const keys = Object.keys(members)
  for (let i = 1; i < keys.length; i++) if (keys[i]! < keys[i - 1]!) return keys.sort()
  return keys
}

function writeText(text: string): string {
  if (unescaped.test(text)) return `"${text}"`
  assertText(text)
  return JSON.stringify(text)
}

function assertText(text: string): void {
  if (!beyondLatin.test(text)) return
  if (!text.isWellFormed()) throw unsupported('a lone surrogate')
  if (text.normalize('NFC') !== text) throw unsupported('a string that is not in NFC')
}

function assertNumber(value: number): void {
  if (!Number.isSafeInteger(value)) throw unsupported('a number that is not a safe integer')
}

function unsupported(what: string): LedgerError {
  return new LedgerError('CANONICAL_FORM_UNSUPPORTED', `expected canonical JSON, got ${what}`)
}
