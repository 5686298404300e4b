import {
  evidenceTree,
  parseStampingRecord,
  REVOCATION_VERSION,
  toHex,
  type RevocationRecord,
  type StampedNote,
  type StampToken,
} from '@contremarque/ledger'
import { laterRevocations } from '../projections/entry-queries.js'
import type { ReadModelFile } from '../projections/read-model-file.js'
import { readStampedRun, type StampSource } from './stamped-run.js'

/** As many as a token may have beside it of each kind. */
const MAX_DATA = 16

/** The checkpoint that a stamping record covers, with what leads from it to the imprint of its tokens. */
export async function readStampedNote(
  stamp: number,
  file: ReadModelFile,
  source: StampSource,
): Promise<StampedNote> {
  const { record, note, digests } = await readStampedRun(stamp, source)
  const path = evidenceTree(digests, source.crypto).path(digests.length - 1)
  const later = await Promise.all(
    laterRevocations(file, stamp).map((revision) => readRevocation(revision, source)),
  )
  const tokens = record.tokens.map((token) => withLater(token, later.flat()))
  return { note, path: path.map(toHex), tokens }
}

async function readRevocation(
  revision: number,
  { store, streams }: StampSource,
): Promise<readonly RevocationRecord[]> {
  const events = await store.readStream(streams.stamping, revision, 1)
  const records = events.map(({ data }) => parseStampingRecord(data))
  return records.filter((record) => record.v === REVOCATION_VERSION)
}

/** With the revocation data that came after it, so that it verifies alone. */
function withLater(token: StampToken, later: readonly RevocationRecord[]): StampToken {
  const own = later.filter(({ tsa }) => tsa === token.tsa)
  if (own.length === 0) return token
  const joined = (kind: 'crls' | 'ocsps') =>
    [...new Set([...own.flatMap((record) => record[kind]), ...token[kind]])].slice(0, MAX_DATA)
  return { ...token, crls: joined('crls'), ocsps: joined('ocsps') }
}
