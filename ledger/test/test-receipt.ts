import { inclusionProof } from '../src/merkle/inclusion-proof.ts'
import { ALGORITHMS } from '../src/records/algorithms.ts'
import { RECEIPT_VERSION, type Receipt, type StampedNote } from '../src/receipt/receipt.ts'
import type { TestLedger } from './test-ledger.ts'
import { crypto } from './test-world.ts'

/** What a platform would hand out for the entry at `index`, from all the ledger has by now. */
export function receiptOf(ledger: TestLedger, index: number): Receipt {
  const entry = ledger.entries[index]!
  const batch = ledger.batches.find(({ record }) => index < record.first + record.count)?.record
  const stamp = ledger.stamps.findIndex(
    ({ record }) => batch !== undefined && record.lastBatch >= batch.batch,
  )
  const stamped = stamp === -1 ? undefined : stampedNote(ledger, stamp)
  const size = stamped?.size ?? (batch === undefined ? 0 : batch.first + batch.count)
  const anchor = ledger.stamps.findIndex(
    (_, i) => stampedNote(ledger, i).size === entry.envelope.anchor?.size,
  )
  return {
    v: RECEIPT_VERSION,
    origin: ledger.world.origin,
    genesis: ledger.entries[0]!.hash,
    algorithms: ALGORITHMS,
    state: batch === undefined ? 'recorded' : stamped === undefined ? 'sealed' : 'stamped',
    stream: entry.stream,
    revision: entry.revision,
    hash: entry.hash,
    entry: entry.der.toBase64(),
    mergeDelay: 60_000,
    seal:
      batch === undefined
        ? null
        : {
            leaf: index,
            note: batch.note,
            inclusion: inclusion(ledger, index, batch.first + batch.count),
          },
    stamp:
      stamped === undefined ? null : { ...stamped.note, inclusion: inclusion(ledger, index, size) },
    anchor: anchor === -1 ? null : stampedNote(ledger, anchor).note,
    keys: [
      {
        leaf: 0,
        entry: ledger.entries[0]!.der.toBase64(),
        inclusion: size === 0 ? [] : inclusion(ledger, 0, size),
      },
    ],
  }
}

function inclusion(ledger: TestLedger, index: number, size: number): readonly string[] {
  const leaves = ledger.entries.slice(0, size).map(({ hash }) => Uint8Array.fromHex(hash))
  return inclusionProof(leaves, index, crypto).map((hash) => hash.toHex())
}

function stampedNote(ledger: TestLedger, stamp: number): { note: StampedNote; size: number } {
  const { record, tree } = ledger.stamps[stamp]!
  const head = ledger.batches[record.lastBatch]!.record
  const objects = head.first + head.count - ledger.batches[record.firstBatch]!.record.first
  const path = tree.path(objects).map((hash) => hash.toHex())
  return { note: { note: head.note, path, tokens: record.tokens }, size: head.first + head.count }
}
