import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  ALGORITHMS,
  BATCH_VERSION,
  decodeUtf8,
  encodeRecord,
  entryHash,
  equalBytes,
  MAX_BATCH_BYTES,
  MAX_BATCH_ENTRIES,
  rootAt,
  signCheckpoint,
  type BatchRecord,
  type NoteSigner,
  type SealedRange,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import { EdgeTree } from './edge-tree.js'
import { broken, readRange, verifyLeaves, type EntryRules, type StoredLeaf } from './read-back.js'
import type { SealedHistory } from './sealed-history.js'
import { SealingError } from './sealing-error.js'

/** Room for the members of a record beside its ranges. */
const RECORD_OVERHEAD = 16_384

export interface BatchMaker {
  readonly store: EventStore
  readonly rules: EntryRules
  readonly signer: NoteSigner
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Verifies what waits, computes the root two ways and signs the checkpoint. Nothing is durable and
 * nothing has left when this returns; whoever appends writes the guard first.
 *
 * @returns JCS text of the record; undefined when nothing waits and no heartbeat is asked for
 * @throws SealingError ENTRY_BROKEN, ENTRY_MISSING, ROOT_MISMATCH, CLOCK_WENT_BACK
 */
export async function makeNextBatch(
  history: SealedHistory,
  { store, rules, signer, now }: BatchMaker,
  isHeartbeat: boolean,
): Promise<string | undefined> {
  const ranges = history.pending.plan(MAX_BATCH_ENTRIES, MAX_BATCH_BYTES - RECORD_OVERHEAD)
  if (ranges.length === 0 && !isHeartbeat) return undefined
  const { last } = history
  const hashes = await verifiedHashes(ranges, history, store, rules)
  if (last !== undefined && now < Date.parse(last.record.sealedAt)) {
    throw new SealingError(
      'CLOCK_WENT_BACK',
      `the last batch was sealed at ${last.record.sealedAt}`,
    )
  }
  const root = rootTwoWays(history, hashes, rules)
  const size = history.tree.size + hashes.length
  const record: BatchRecord = {
    v: BATCH_VERSION,
    origin: rules.origin,
    algorithms: ALGORITHMS,
    batch: (last?.record.batch ?? -1) + 1,
    first: history.tree.size,
    count: hashes.length,
    ranges,
    note: await signCheckpoint({ origin: rules.origin, size, root }, signer, rules.crypto),
    sealedAt: new Date(now).toISOString(),
    previous: history.previous,
  }
  return decodeUtf8(encodeRecord(record))
}

/** Leaf hashes in leaf order, each either kept from signing or of an entry fully verified now. */
async function verifiedHashes(
  ranges: readonly SealedRange[],
  history: SealedHistory,
  store: EventStore,
  rules: EntryRules,
): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = []
  for (const range of ranges) {
    const entries = history.pending.entriesOf(range)
    hashes.push(...entries.map(({ hash }) => hash))
    if (entries.every(({ isKnown }) => isKnown)) continue
    const leaves: StoredLeaf[] = []
    for (const [i, event] of (await readRange(store, range)).entries()) {
      const hash = entryHash(event.data, rules.crypto)
      const seen = entries[i]
      if (seen === undefined || !equalBytes(hash, seen.hash)) {
        throw broken(event, 'its bytes changed between two reads')
      }
      if (!seen.isKnown) leaves.push({ event, hash })
    }
    await verifyLeaves(leaves, store, rules)
    await nextTurn()
  }
  return hashes
}

/** A bit that flips in one computation must not be signed over (the fate of a log in 2021). */
function rootTwoWays(
  { tree }: SealedHistory,
  hashes: readonly Uint8Array[],
  { crypto }: EntryRules,
): Uint8Array {
  const upward = tree.clone()
  for (const hash of hashes) upward.append(hash)
  const downward = new EdgeTree(tree.toJSON(), hashes, crypto)
  const root = upward.root()
  if (!equalBytes(root, rootAt(downward, downward.size, crypto))) {
    throw new SealingError('ROOT_MISMATCH', `two roots at ${downward.size} leaves`)
  }
  return root
}
