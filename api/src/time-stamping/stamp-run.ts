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

/** As many of the batches that wait, from the first on, as one token may cover. */
export function nextRun(waiting: readonly BatchRecord[]): readonly BatchRecord[] {
  let entries = 0
  const end = waiting.findIndex(({ count }, i) => {
    entries += count
    return i > 0 && entries > MAX_RUN_ENTRIES
  })
  return end === -1 ? waiting : waiting.slice(0, end)
}

/**
 * What is to be time-stamped for a run: the RFC 4998 root over its entries in leaf order, then the
 * note of its last batch (FORMATS §6). Read from the store, never from memory.
 */
export async function runImprint(
  run: readonly BatchRecord[],
  store: EventStore,
  crypto: Crypto,
): Promise<Uint8Array> {
  const digests: Uint8Array[] = []
  let reads = 0
  for (const { ranges } of run) {
    for (const range of ranges) {
      for (const { data } of await readRange(store, range)) {
        digests.push(crypto.digest('sha-256', data))
      }
      if (++reads % 32 === 0) await nextTurn()
    }
  }
  const note = run.at(-1)?.note ?? ''
  digests.push(crypto.digest('sha-256', encodeUtf8(note)))
  return evidenceRoot(digests, crypto)
}
