import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  encodeUtf8,
  evidenceRoot,
  MAX_RUN_ENTRIES,
  type BatchRecord,
  type Crypto,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import { readRange } from '../sealing/read-back.js'

/** A sealed batch that waits for its time-stamp. */
export interface WaitingBatch {
  readonly record: BatchRecord
  /** SHA-256 of its entries as the sealer read them back; null when they have to be read. */
  readonly digests: readonly Uint8Array[] | null
}

/** As many of the batches that wait, from the first on, as one token may cover; those that come later stay out. */
export function nextRun<Batch extends WaitingBatch>(waiting: readonly Batch[]): readonly Batch[] {
  let entries = 0
  const end = waiting.findIndex(({ record }, i) => {
    entries += record.count
    return i > 0 && entries > MAX_RUN_ENTRIES
  })
  return waiting.slice(0, end === -1 ? undefined : end)
}

/**
 * What is to be time-stamped for a run: the RFC 4998 root over its entries in leaf order, then the
 * note of its last batch (FORMATS §6). Over what was read from the store, never over what was sent.
 */
export async function runImprint(
  run: readonly WaitingBatch[],
  store: EventStore,
  crypto: Crypto,
): Promise<Uint8Array> {
  const objects: Uint8Array[] = []
  for (const { record, digests } of run) {
    for (const digest of digests ?? (await readDigests(record, store, crypto))) objects.push(digest)
    await nextTurn()
  }
  const note = run.at(-1)?.record.note ?? ''
  objects.push(crypto.digest('sha-256', encodeUtf8(note)))
  return evidenceRoot(objects, crypto)
}

async function readDigests(
  { ranges }: BatchRecord,
  store: EventStore,
  crypto: Crypto,
): Promise<Uint8Array[]> {
  const digests: Uint8Array[] = []
  let reads = 0
  for (const range of ranges) {
    for (const { data } of await readRange(store, range)) {
      digests.push(crypto.digest('sha-256', data))
    }
    if (++reads % 32 === 0) await nextTurn()
  }
  return digests
}
