import { X509Certificate } from 'node:crypto'
import {
  parseBase64,
  parseCertificate,
  parseEntry,
  parseStampRecord,
  parseToken,
  toHex,
  type Certificate,
  type Crypto,
  type Envelope,
  type StampToken,
} from '@contremarque/ledger'
import type {
  EntryDetail,
  ProofState,
  TimelineItem,
  TokenSummary,
} from '../projections/read-model.js'

/** One entry with everything that proves it, to be looked at. Instants are RFC 3339 in UTC. */
export interface EntryProof {
  readonly id: string
  readonly hash: string
  readonly state: ProofState
  readonly envelope: Envelope
  /** As the timeline tells it, with names and titles. */
  readonly entry: TimelineItem
  readonly certificate: ShownCertificate
  readonly leaf: {
    readonly index: number
    readonly treeSize: number
    readonly root: string
    /** RFC 9162, hexadecimal, leaf to root. */
    readonly inclusion: readonly string[]
  } | null
  readonly batch: {
    readonly number: number
    readonly sealedAt: string
    readonly first: number
    readonly count: number
  } | null
  /** C2SP signed note. */
  readonly checkpoint: string | null
  readonly timeStamps: readonly ShownTimeStamp[]
  readonly notBefore: string | null
  readonly notAfter: string | null
}

export interface ShownCertificate {
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal. */
  readonly serial: string
  readonly sha256: string
  readonly notBefore: string
  readonly notAfter: string
  readonly development: boolean
}

export interface ShownTimeStamp {
  readonly tsa: string
  readonly at: string
  readonly notAfter: string
  /** Milliseconds, as the token states it. */
  readonly accuracy: number | null
  readonly policy: string
  readonly serial: string
  /** DER TimeStampToken, base64. */
  readonly token: string
}

/** What the seal says of the tree, worked out by whoever reads the checkpoint. */
export interface TreePlace {
  readonly size: number
  readonly root: string
  readonly inclusion: readonly string[]
}

/** Puts together what the read model, the store and the tree know of one entry. */
export function toEntryProof(
  detail: EntryDetail,
  der: Uint8Array,
  place: TreePlace | null,
  stampRecord: Uint8Array | undefined,
  crypto: Crypto,
): EntryProof {
  const { entry, seal, stamp } = detail
  const parsed = parseEntry(der, crypto)
  const tokens = stampRecord === undefined ? [] : parseStampRecord(stampRecord).tokens
  return {
    id: entry.id,
    hash: entry.hash,
    state: entry.state,
    envelope: parsed.envelope,
    entry,
    certificate: toShown(parseCertificate(parsed.certificate), crypto),
    leaf: seal && place && leafOf(seal.leaf, place),
    batch: seal && {
      number: seal.batch,
      sealedAt: seal.sealedAt,
      first: seal.first,
      count: seal.count,
    },
    checkpoint: seal && seal.note,
    timeStamps: tokens.map((token) => toTimeStamp(token, stamp?.tokens ?? [], crypto)),
    notBefore: entry.notBefore,
    notAfter: entry.notAfter,
  }
}

function leafOf(index: number, { size, root, inclusion }: TreePlace) {
  return { index, treeSize: size, root, inclusion }
}

function toShown(certificate: Certificate, crypto: Crypto): ShownCertificate {
  const { serial, der, notBefore, notAfter, isDevelopment } = certificate
  const names = new X509Certificate(der)
  return {
    subject: names.subject.replaceAll('\n', ', '),
    issuer: names.issuer.replaceAll('\n', ', '),
    serial: toHex(serial),
    sha256: toHex(crypto.digest('sha-256', der)),
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    development: isDevelopment,
  }
}

function toTimeStamp(
  { tsa, policy, token }: StampToken,
  bounds: readonly TokenSummary[],
  crypto: Crypto,
): ShownTimeStamp {
  const der = parseBase64(token)
  const digest = toHex(crypto.digest('sha-256', der))
  const { tstInfo } = parseToken(der)
  const at = new Date(tstInfo.genTime).toISOString()
  return {
    tsa,
    at,
    notAfter: bounds.find((each) => each.digest === digest)?.notAfter ?? at,
    accuracy: tstInfo.accuracy,
    policy,
    serial: tstInfo.serial,
    token,
  }
}
