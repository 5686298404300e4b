import {
  ALGORITHMS,
  encodeReceipt,
  entryHash,
  KEYS_STREAM,
  ifReadable,
  parseEntry,
  RECEIPT_VERSION,
  storeEventId,
  toBase64,
  toHex,
  type Anchor,
  type KeyEvidence,
  type LedgerOpened,
  type Receipt,
  type StampedNote,
} from '@contremarque/ledger'
import type { EntryDetail } from '../projections/read-model.js'
import { getEntry, proveInclusion } from '../projections/entry-queries.js'
import type { ReadModelFile } from '../projections/read-model-file.js'
import { EVERYTHING } from '../projections/viewer.js'
import { readStampedNote } from './stamped-note.js'
import type { StampSource } from './stamped-run.js'

const MAX_KEYS = 64

/** Bytes of a receipt: what a party keeps about one entry, and verifies without us. */
export async function makeReceipt(
  { entry, seal, stamp }: EntryDetail,
  der: Uint8Array,
  file: ReadModelFile,
  source: StampSource,
): Promise<Uint8Array> {
  const { crypto } = source
  const { origin, anchor } = parseEntry(der, crypto).envelope
  const size = stamp?.size ?? seal?.size
  const { genesis, mergeDelay, keys } = await readKeys(size, file, source)
  const prove = (leaf: number, of: number) => proveInclusion(file, leaf, of, crypto)
  const receipt: Receipt = {
    v: RECEIPT_VERSION,
    origin,
    genesis,
    algorithms: ALGORITHMS,
    state: stamp !== null ? 'stamped' : seal !== null ? 'sealed' : 'recorded',
    stream: entry.stream,
    revision: entry.revision,
    hash: entry.hash,
    entry: toBase64(der),
    mergeDelay,
    seal: seal && {
      leaf: seal.leaf,
      note: seal.note,
      inclusion: prove(seal.leaf, seal.size),
    },
    stamp: seal &&
      stamp && {
        ...(await readStampedNote(stamp.stamp, file, source)),
        inclusion: prove(seal.leaf, stamp.size),
      },
    anchor: await readAnchor(anchor, file, source),
    keys,
  }
  return encodeReceipt(receipt)
}

/** Null as well when the anchor's time-stamp has not been projected yet. */
async function readAnchor(
  anchor: Anchor | null,
  file: ReadModelFile,
  source: StampSource,
): Promise<StampedNote | null> {
  if (anchor === null) return null
  const sql = 'SELECT stamp FROM tokens WHERE digest = ?'
  const row = file.get<{ stamp: number }>(sql, anchor.token)
  return row === undefined ? null : readStampedNote(row.stamp, file, source)
}

/** The entries that make seal keys and authorities valid, each in the tree of `size` leaves. */
async function readKeys(
  size: number | undefined,
  file: ReadModelFile,
  { store, crypto }: StampSource,
): Promise<{ genesis: string; mergeDelay: number; keys: readonly KeyEvidence[] }> {
  const keys: KeyEvidence[] = []
  let genesis = ''
  let mergeDelay = 0
  for (const { data } of await store.readStream(KEYS_STREAM, 0, MAX_KEYS)) {
    const entry = ifReadable(() => parseEntry(data, crypto))
    // Somebody else wrote it to the stream: no key entry.
    if (entry === undefined) continue
    const { envelope } = entry
    const hash = entryHash(data, crypto)
    if (envelope.type === 'LedgerOpened') {
      genesis = toHex(hash)
      mergeDelay = (envelope.data as unknown as LedgerOpened).mergeDelay
    } else if (envelope.type !== 'SealKeyAdded' && envelope.type !== 'TsaAdded') continue
    const leaf = getEntry(file, EVERYTHING, storeEventId(hash))?.seal?.leaf
    if (leaf === undefined || (size !== undefined && leaf >= size)) continue
    const inclusion = size === undefined ? [] : proveInclusion(file, leaf, size, crypto)
    keys.push({ leaf, entry: toBase64(data), inclusion })
  }
  return { genesis, mergeDelay, keys }
}
