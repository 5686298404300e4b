import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { LedgerError } from '../errors.ts'
import { parseExtensions, readExtensionList } from './extensions.ts'
import type { Extension } from './extensions.ts'

const invalidityDate = '2.5.29.24'

/** A certificate revocation list, RFC 5280 §5. Byte strings are views. */
export interface Crl {
  readonly tbs: Uint8Array
  /** Name, DER. */
  readonly issuer: Uint8Array
  /** Milliseconds since 1970. */
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** By serial: hexadecimal of the INTEGER content bytes. */
  readonly revoked: ReadonlyMap<string, Revocation>
  readonly extensions: ReadonlyMap<string, Extension>
  /** An entry has a critical extension that is not understood, as indirect lists have. */
  readonly hasUnknownEntries: boolean
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
}

export interface Revocation {
  /** Earlier of revocation and invalidity date, milliseconds since 1970. */
  readonly at: number
  /** CRLReason, or null where none is stated. */
  readonly reason: number | null
}

/**
 * Parses an untrusted CRL of version 2.
 * @throws LedgerError CRL_MALFORMED
 */
export function parseCrl(der: Uint8Array): Crl {
  try {
    return parse(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError('CRL_MALFORMED', `expected a CRL: ${cause.message}`, { cause })
  }
}

function parse(der: Uint8Array): Crl {
  const outer = new DerReader(der)
  const crl = outer.sequence()
  outer.expectEnd()
  const tbs = crl.raw(tag.sequence)
  const signatureAlgorithm = crl.raw(tag.sequence)
  const signature = crl.bitStringBytes()
  crl.expectEnd()
  const reader = new DerReader(tbs).sequence()
  if (reader.smallInteger() !== 1) throw malformed('version 2')
  if (!equalBytes(reader.raw(tag.sequence), signatureAlgorithm)) {
    throw malformed('one signature algorithm')
  }
  const issuer = reader.raw(tag.sequence)
  const thisUpdate = readTime(reader).at
  const nextUpdate = isTime(reader) ? readTime(reader).at : null
  const entries = reader.peekTag() === tag.sequence ? readEntries(reader.sequence()) : noEntries
  const extensions = parseExtensions(reader, 0)
  reader.expectEnd()
  return {
    tbs,
    issuer,
    thisUpdate,
    nextUpdate,
    ...entries,
    extensions,
    signatureAlgorithm,
    signature,
  }
}

const noEntries: Pick<Crl, 'revoked' | 'hasUnknownEntries'> = {
  revoked: new Map(),
  hasUnknownEntries: false,
}

function isTime(reader: DerReader): boolean {
  return reader.peekTag() === tag.utcTime || reader.peekTag() === tag.generalizedTime
}

function readEntries(list: DerReader): Pick<Crl, 'revoked' | 'hasUnknownEntries'> {
  const revoked = new Map<string, Revocation>()
  let hasUnknownEntries = false
  while (!list.isAtEnd) {
    const entry = list.sequence()
    const serial = toHex(entry.integerBytes())
    const { at } = readTime(entry)
    const extensions: ReadonlyMap<string, Extension> = entry.isAtEnd
      ? new Map()
      : readExtensionList(entry)
    entry.expectEnd()
    for (const [id, { critical }] of extensions) {
      hasUnknownEntries ||= critical && id !== oid.crlReason && id !== invalidityDate
    }
    revoked.set(serial, { at: Math.min(at, invalidFrom(extensions)), reason: reasonOf(extensions) })
  }
  return { revoked, hasUnknownEntries }
}

function reasonOf(extensions: ReadonlyMap<string, Extension>): number | null {
  const extension = extensions.get(oid.crlReason)
  if (extension === undefined) return null
  const reader = new DerReader(extension.value)
  const reason = reader.smallInteger(tag.enumerated)
  reader.expectEnd()
  return reason
}

function invalidFrom(extensions: ReadonlyMap<string, Extension>): number {
  const extension = extensions.get(invalidityDate)
  if (extension === undefined) return Infinity
  const reader = new DerReader(extension.value)
  const { at } = readTime(reader)
  reader.expectEnd()
  return at
}

function malformed(what: string): LedgerError {
  return new LedgerError('CRL_MALFORMED', what)
}
