import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { LedgerError } from '../errors.ts'
import { parseExtensions } from './extensions.ts'
import type { Extension } from './extensions.ts'
import { parseCertificate } from './parse-certificate.ts'
import type { Certificate } from './parse-certificate.ts'
import type { Revocation } from './parse-crl.ts'

/** A successful basic OCSP response, RFC 6960 §4.2. Byte strings are views. */
export interface OcspResponse {
  /** ResponseData, the signed part. */
  readonly tbs: Uint8Array
  readonly responder:
    | { readonly by: 'name'; readonly name: Uint8Array }
    | { readonly by: 'key'; /** SHA-1 of the key. */ readonly hash: Uint8Array }
  /** Milliseconds since 1970. */
  readonly producedAt: number
  readonly answers: readonly OcspAnswer[]
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  readonly certificates: readonly Certificate[]
}

export interface OcspAnswer {
  readonly certificate: {
    /** Dotted. */
    readonly hashAlgorithm: string
    readonly issuerNameHash: Uint8Array
    readonly issuerKeyHash: Uint8Array
    /** INTEGER content bytes. */
    readonly serial: Uint8Array
  }
  readonly status: 'good' | 'revoked' | 'unknown'
  readonly revocation: Revocation | null
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  readonly extensions: ReadonlyMap<string, Extension>
}

/**
 * Parses an untrusted OCSPResponse.
 * @throws LedgerError OCSP_MALFORMED, also for one that is not `successful` or not basic
 */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  try {
    return parseBasic(unwrap(der))
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError('OCSP_MALFORMED', `expected an OCSP response: ${cause.message}`, {
      cause,
    })
  }
}

function unwrap(der: Uint8Array): Uint8Array {
  const outer = new DerReader(der)
  const response = outer.sequence()
  outer.expectEnd()
  const status = response.smallInteger(tag.enumerated)
  if (status !== 0) throw malformed(`a successful response, got status ${status}`)
  const wrapper = response.enter(tag.constructedContext(0))
  response.expectEnd()
  const bytes = wrapper.sequence()
  wrapper.expectEnd()
  if (bytes.oid() !== oid.ocspBasic) throw malformed('a basic response')
  const basic = bytes.octetString()
  bytes.expectEnd()
  return basic
}

function parseBasic(der: Uint8Array): OcspResponse {
  const outer = new DerReader(der)
  const basic = outer.sequence()
  outer.expectEnd()
  const tbs = basic.raw(tag.sequence)
  const signatureAlgorithm = basic.raw(tag.sequence)
  const signature = basic.bitStringBytes()
  const certificates: Certificate[] = []
  const list = basic.optional(0)?.sequence()
  while (list !== undefined && !list.isAtEnd) {
    certificates.push(parseCertificate(list.raw(tag.sequence)))
  }
  basic.expectEnd()
  return { tbs, ...parseResponseData(tbs), signatureAlgorithm, signature, certificates }
}

function parseResponseData(
  tbs: Uint8Array,
): Pick<OcspResponse, 'responder' | 'producedAt' | 'answers'> {
  const reader = new DerReader(tbs).sequence()
  // Version 1 is the default and left out.
  const isByName = reader.peekTag() === tag.constructedContext(1)
  const id = reader.enter(tag.constructedContext(isByName ? 1 : 2))
  const responder = isByName
    ? ({ by: 'name', name: id.raw(tag.sequence) } as const)
    : ({ by: 'key', hash: id.octetString() } as const)
  id.expectEnd()
  const producedAt = readTime(reader).at
  const list = reader.sequence()
  const answers: OcspAnswer[] = []
  while (!list.isAtEnd) answers.push(readAnswer(list.sequence()))
  for (const [, { critical }] of parseExtensions(reader, 1)) {
    if (critical) throw malformed('no unknown critical extension')
  }
  reader.expectEnd()
  return { responder, producedAt, answers }
}

function readAnswer(reader: DerReader): OcspAnswer {
  const id = reader.sequence()
  const algorithm = id.sequence()
  const certificate = {
    hashAlgorithm: algorithm.oid(),
    issuerNameHash: id.octetString(),
    issuerKeyHash: id.octetString(),
    serial: id.integerBytes(),
  }
  id.expectEnd()
  const status = readStatus(reader)
  const thisUpdate = readTime(reader).at
  const next = reader.optional(0)
  const nextUpdate = next === undefined ? null : readTime(next).at
  next?.expectEnd()
  const extensions = parseExtensions(reader, 1)
  reader.expectEnd()
  return { certificate, ...status, thisUpdate, nextUpdate, extensions }
}

/** CertStatus: IMPLICIT [0] good NULL, [1] revoked RevokedInfo, [2] unknown NULL. */
function readStatus(reader: DerReader): Pick<OcspAnswer, 'status' | 'revocation'> {
  const next = reader.peekTag()
  if (next === tag.constructedContext(1)) {
    const info = reader.enter(next)
    const { at } = readTime(info)
    const wrapper = info.optional(0)
    const reason = wrapper?.smallInteger(tag.enumerated) ?? null
    wrapper?.expectEnd()
    info.expectEnd()
    return { status: 'revoked', revocation: { at, reason } }
  }
  const isGood = next === tag.primitiveContext(0)
  const content = reader.content(tag.primitiveContext(isGood ? 0 : 2))
  if (content.length > 0) throw malformed('an empty status')
  return { status: isGood ? 'good' : 'unknown', revocation: null }
}

function malformed(what: string): LedgerError {
  return new LedgerError('OCSP_MALFORMED', what)
}
