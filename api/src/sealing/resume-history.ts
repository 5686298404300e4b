import {
  CompactRange,
  entryHash,
  equalBytes,
  KEYS_STREAM,
  openCheckpoint,
  parseBatchRecord,
  recordHash,
  type VerifierKey,
} from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import type { Landmark } from './landmark.js'
import { readRange, type EntryRules } from './read-back.js'
import { SealedHistory, type ResumedAt } from './sealed-history.js'

/**
 * Takes the ledger up at a landmark: its batch must stand where it stood, byte for byte, with a note of this
 * ledger's key over the tree, and the keys must be those that were sealed. Nothing before it is read.
 * @returns undefined when something is otherwise
 * @throws LedgerError what cannot be read; StoreError
 */
export async function resumeHistory(
  landmark: Landmark,
  stream: string,
  store: EventStore,
  rules: EntryRules,
  key: VerifierKey,
): Promise<SealedHistory | undefined> {
  const event = await store.readAt(landmark.position)
  const isThere = event?.stream === stream && event.revision === landmark.batch
  if (!isThere || recordHash(event.data, rules.crypto) !== landmark.record) return undefined
  const last = await openBatch(event, rules, key)
  const tree = CompactRange.from(landmark.tree, rules.crypto)
  const isTree =
    last !== undefined &&
    last.checkpoint.size === tree.size &&
    equalBytes(last.checkpoint.root, tree.root())
  if (!isTree || !(await learnKeys(landmark, store, rules))) return undefined
  return new SealedHistory(store, rules, key, { landmark, tree, last })
}

async function openBatch(
  event: StoredEvent,
  { origin, crypto }: EntryRules,
  key: VerifierKey,
): Promise<ResumedAt['last'] | undefined> {
  const { data: bytes, position } = event
  const record = parseBatchRecord(bytes)
  const opened = await openCheckpoint(record.note, key, crypto)
  if (!opened.ok || record.origin !== origin || record.batch !== event.revision) return undefined
  const { checkpoint } = opened
  return { record, bytes, checkpoint, position, digests: null, isUrgent: false }
}

/** All of them are compared before one is learnt. */
async function learnKeys(
  { keys }: Landmark,
  store: EventStore,
  { crypto, onKeySealed }: EntryRules,
): Promise<boolean> {
  const range = { stream: KEYS_STREAM, from: 0, to: keys.length - 1 }
  const entries = (await readRange(store, range)).map(({ data }) => data)
  if (entries.some((entry, i) => entryHash(entry, crypto).toHex() !== keys[i]?.hash)) return false
  for (const [i, entry] of entries.entries()) onKeySealed?.(entry, keys[i]!.batch)
  return true
}
