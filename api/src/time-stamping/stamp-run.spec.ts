import { ALGORITHMS, BATCH_VERSION, type BatchRecord } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { MemoryEventStore } from '../../test/memory-event-store.js'
import { nextRun, runImprint, type WaitingBatch } from './stamp-run.js'

const crypto = nodeCrypto()

function waitingBatch(batch: number): WaitingBatch {
  const record: BatchRecord = {
    v: BATCH_VERSION,
    origin: 'development.invalid/test/00000000000000000000000000000000',
    algorithms: ALGORITHMS,
    batch,
    first: batch,
    count: 1,
    ranges: [],
    note: `note ${batch}`,
    previous: null,
    sealedAt: '2026-03-02T09:00:00.000Z',
  }
  return { record, digests: [new Uint8Array(32).fill(batch)] }
}

test('what is sealed while the imprint of a run is computed belongs to the next run', async () => {
  const store = new MemoryEventStore()
  const waiting = [waitingBatch(1), waitingBatch(2)]
  const alone = await runImprint(waiting.slice(), store, crypto)
  const run = nextRun(waiting)
  const imprint = runImprint(run, store, crypto)
  waiting.push(waitingBatch(3))
  expect(await imprint).toEqual(alone)
  expect(run.map(({ record }) => record.batch)).toEqual([1, 2])
})
