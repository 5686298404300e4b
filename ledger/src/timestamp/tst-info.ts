import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { tag } from '../asn1/tag.ts'
import { toHex } from '../bytes/hex.ts'
import { type Extension, readExtensionList } from '../certificate/extensions.ts'
import { LedgerError } from '../errors.ts'
import { readDigestIdentifier } from './algorithm-identifier.ts'

/** What a TSA says (RFC 3161 §2.4.2). Byte strings are views of the token. */
export interface TstInfo {
  /** Dotted. */
  readonly policy: string
  /** Dotted. */
  readonly imprintAlgorithm: string
  readonly imprint: Uint8Array
  /** INTEGER content bytes, hexadecimal. */
  readonly serial: string
  /** Milliseconds since 1970, further digits cut off. */
  readonly genTime: number
  /** The same, rounded up. */
  readonly genTimeCeiling: number
  readonly hasFraction: boolean
  /** Milliseconds, rounded up; null when the TSA states none. */
  readonly accuracy: number | null
  readonly ordering: boolean
  /** INTEGER content bytes, hexadecimal; null without one. */
  readonly nonce: string | null
  /** GeneralName, DER; null without one. */
  readonly tsa: Uint8Array | null
  readonly extensions: ReadonlyMap<string, Extension>
}

/** GeneralizedTime with exactly three digits of fraction: `YYYYMMDDhhmmss.sssZ`. */
const MILLISECOND_FORM = 19

/**
 * Parses the untrusted content of a token.
 * @throws LedgerError TIMESTAMP_MALFORMED, DER_MALFORMED
 */
export function parseTstInfo(der: Uint8Array): TstInfo {
  const outer = new DerReader(der)
  const reader = outer.sequence()
  outer.expectEnd()
  if (reader.smallInteger() !== 1) throw malformed('expected TSTInfo version 1')
  const policy = reader.oid()
  const imprint = reader.sequence()
  const imprintAlgorithm = readDigestIdentifier(imprint)
  const imprintBytes = imprint.octetString()
  imprint.expectEnd()
  const serial = toHex(reader.integerBytes())
  const time = readGenTime(reader)
  const accuracy = reader.peekTag() === tag.sequence ? readAccuracy(reader.sequence()) : null
  const ordering = readOrdering(reader)
  const nonce = reader.peekTag() === tag.integer ? toHex(reader.integerBytes()) : null
  const tsa = readTsaName(reader)
  const extensions = readTstExtensions(reader)
  reader.expectEnd()
  const imprints = { imprintAlgorithm, imprint: imprintBytes }
  return { policy, ...imprints, serial, ...time, accuracy, ordering, nonce, tsa, extensions }
}

function readGenTime(
  reader: DerReader,
): Pick<TstInfo, 'genTime' | 'genTimeCeiling' | 'hasFraction'> {
  if (reader.peekTag() !== tag.generalizedTime) throw malformed('expected a GeneralizedTime')
  const raw = reader.raw()
  const { at, hasFraction } = readTime(new DerReader(raw))
  const hasFinerDigits = raw.length - 2 > MILLISECOND_FORM
  return { genTime: at, genTimeCeiling: hasFinerDigits ? at + 1 : at, hasFraction }
}

function readAccuracy(reader: DerReader): number {
  const seconds = reader.peekTag() === tag.integer ? reader.smallInteger() : 0
  const millis = readPart(reader, 0)
  const micros = readPart(reader, 1)
  reader.expectEnd()
  return seconds * 1000 + millis + Math.ceil(micros / 1000)
}

/** [n] IMPLICIT INTEGER (1..999). */
function readPart(reader: DerReader, n: number): number {
  if (reader.peekTag() !== tag.primitiveContext(n)) return 0
  const value = reader.smallInteger(tag.primitiveContext(n))
  if (value < 1 || value > 999) throw malformed('accuracy out of range')
  return value
}

function readOrdering(reader: DerReader): boolean {
  if (reader.peekTag() !== tag.boolean) return false
  // DEFAULT FALSE is left out in DER.
  if (!reader.boolean()) throw malformed('ordering FALSE spelt out')
  return true
}

function readTsaName(reader: DerReader): Uint8Array | null {
  const wrapper = reader.optional(0)
  if (wrapper === undefined) return null
  const name = wrapper.raw()
  wrapper.expectEnd()
  return name
}

/** [1] IMPLICIT Extensions. */
function readTstExtensions(reader: DerReader): ReadonlyMap<string, Extension> {
  if (reader.peekTag() !== tag.constructedContext(1)) return new Map()
  const sequence = reader.raw().slice()
  sequence[0] = tag.sequence
  return readExtensionList(new DerReader(sequence))
}

function malformed(what: string): LedgerError {
  return new LedgerError('TIMESTAMP_MALFORMED', what)
}
