import {
  createEvidenceRecord,
  equalBytes,
  parseBase64,
  toHex,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import type { StampedEntry } from '../projections/read-model.js'
import { readStamp, readStampedRun, type StampSource } from './stamped-run.js'

/** RFC 4998, DER: what proves without our formats when an entry was there. */
export async function makeEvidenceRecord(
  { stamp }: StampedEntry,
  der: Uint8Array,
  source: StampSource,
): Promise<Uint8Array> {
  const { crypto } = source
  const { record, digests } = await readStampedRun(stamp.stamp, source)
  const object = crypto.digest('sha-256', der)
  const index = digests.findIndex((digest) => equalBytes(digest, object))
  const token = tightestToken(record, stamp, crypto)
  return createEvidenceRecord({ objectDigests: digests, index, token }, crypto)
}

/** The token in that record, alone. */
export async function readToken({ stamp }: StampedEntry, source: StampSource): Promise<Uint8Array> {
  return tightestToken(await readStamp(stamp.stamp, source), stamp, source.crypto)
}

/** An evidence record has one: of several authorities' the one that bounds the entry most tightly. */
function tightestToken(
  { tokens }: StampRecord,
  { tokens: bounds }: StampedEntry['stamp'],
  crypto: Crypto,
): Uint8Array {
  const ders = tokens.map(({ token }) => parseBase64(token))
  const digest = bounds[0]?.digest
  return ders.find((der) => toHex(crypto.digest('sha-256', der)) === digest) ?? ders[0]!
}
