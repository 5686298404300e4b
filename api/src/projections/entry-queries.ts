import { inclusionProofFrom, isHex, toHex, type Crypto } from '@contremarque/ledger'
import { identityOf, type EntryRow } from './entry-row.js'
import { MerkleTiles } from './merkle-tiles.js'
import { ProofLookup, toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { EntryDetail } from './read-model.js'
import { timelineItems } from './timeline-queries.js'
import { ABSENT, maySee, type StreamRow, type Viewer } from './viewer.js'

interface BatchRow {
  readonly batch: number
  readonly first_leaf: number
  readonly count: number
  readonly note: string
  readonly sealed_at: number
}

interface TokenRow {
  readonly digest: string
  readonly tsa: string
  readonly policy: string
  readonly generated_at: number
  readonly not_before: number
  readonly not_after: number
}

/**
 * One entry, its place in the tree and what time-stamps it.
 *
 * @param id uuid of the entry
 * @param isOwn whether a stream outside cases is open to the viewer all the same
 * @returns undefined when there is none or it is none of the viewer's: no difference, nor in what is asked
 */
export function getEntry(
  file: ReadModelFile,
  viewer: Viewer,
  id: string,
  isOwn: (stream: string) => boolean = () => false,
): EntryDetail | undefined {
  const row = findEntry(file, id)
  const number = row?.stream ?? ABSENT.id
  const stream = file.get<StreamRow>('SELECT * FROM streams WHERE id = ?', number)
  const { name, id: asked } = stream ?? ABSENT
  const isSeen = maySee(file, viewer, { id: asked, name }) || isOwn(name)
  if (row === undefined || stream === undefined || !isSeen) return undefined
  const proofs = new ProofLookup(file)
  const place = proofs.placeOf(row.stream, row.revision)
  const stamp = place === undefined ? undefined : proofs.stampOf(place.batch)
  return {
    entry: timelineItems(file, stream)(row),
    seal: place === undefined ? null : { leaf: place.leaf, ...sealOf(file, place.batch) },
    stamp:
      stamp === undefined
        ? null
        : {
            stamp: stamp.stamp,
            firstBatch: stamp.first_batch,
            lastBatch: stamp.last_batch,
            size: stamp.size,
            note: sealOf(file, stamp.last_batch).note,
            tokens: tokensOf(file, stamp.stamp),
          },
  }
}

/** The entry's row by its uuid, or undefined. Untrusted: any text. */
export function findEntry(file: ReadModelFile, id: string): EntryRow | undefined {
  const digits = id.replaceAll('-', '').toLowerCase()
  if (!isHex(digits, 16)) return undefined
  const key = Number.parseInt(digits.slice(0, 12), 16)
  const rows = file.all<EntryRow>('SELECT * FROM entries WHERE key = ?', key)
  return rows.find((row) => identityOf(row).id === id.toLowerCase())
}

/** Revisions in the stamping stream of the revocation data that came for a stamp later, the latest first. */
export function laterRevocations(file: ReadModelFile, stamp: number): readonly number[] {
  const rows = file.all<{ stamp: number }>(LATER_REVOCATIONS, stamp, stamp)
  return rows.map((row) => row.stamp)
}

/** Whether a stamped run covers the entry with this hash. */
export function isStamped(file: ReadModelFile, hash: string): boolean {
  const key = Number.parseInt(hash.slice(0, 12), 16)
  const rows = file.all<EntryRow>('SELECT * FROM entries WHERE key = ?', key)
  const row = rows.find((each) => toHex(each.hash) === hash)
  if (row === undefined) return false
  return new ProofLookup(file).stateOf(row.stream, row.revision) === 'stamped'
}

/**
 * RFC 9162 inclusion proof of a leaf in the tree of `size` leaves, hexadecimal, from the leaf up.
 *
 * @throws LedgerError PROOF_OUT_OF_RANGE unless leaf < size ≤ leaves sealed so far
 */
export function proveInclusion(
  file: ReadModelFile,
  leaf: number,
  size: number,
  crypto: Crypto,
): string[] {
  const sql = 'SELECT first_leaf + count AS size FROM batches ORDER BY batch DESC LIMIT 1'
  const sealed = file.get<{ size: number }>(sql)?.size ?? 0
  const tree = new MerkleTiles(file, crypto).reader(sealed)
  return inclusionProofFrom(tree, { index: leaf, size }, crypto).map(toHex)
}

function sealOf(
  file: ReadModelFile,
  batch: number,
): Omit<NonNullable<EntryDetail['seal']>, 'leaf'> {
  const row = file.get<BatchRow>('SELECT * FROM batches WHERE batch = ?', batch)!
  return {
    batch: row.batch,
    first: row.first_leaf,
    count: row.count,
    size: row.first_leaf + row.count,
    sealedAt: toInstant(row.sealed_at),
    note: row.note,
  }
}

function tokensOf(file: ReadModelFile, stamp: number): NonNullable<EntryDetail['stamp']>['tokens'] {
  const rows = file.all<TokenRow>('SELECT * FROM tokens WHERE stamp = ? ORDER BY not_after', stamp)
  return rows.map((row) => ({
    tsa: row.tsa,
    policy: row.policy,
    digest: row.digest,
    generatedAt: toInstant(row.generated_at),
    notBefore: toInstant(row.not_before),
    notAfter: toInstant(row.not_after),
  }))
}

const LATER_REVOCATIONS = `SELECT stamp FROM revocations
  WHERE first_stamp <= ? AND last_stamp >= ? ORDER BY stamp DESC LIMIT 8`

/** Entries of a stream that are projected. */
export function countEntries(file: ReadModelFile, stream: string): number {
  const row = file.get<{ entries: number }>('SELECT entries FROM streams WHERE name = ?', stream)
  return row?.entries ?? 0
}
