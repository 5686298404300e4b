import type { VerifierKey } from '../../checkpoint/verifier-key.ts'
import type { BatchRecord } from '../../records/records.ts'
import type { Place } from '../../report/report.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { readCheckpoint, type CheckpointReading } from '../read-checkpoint.ts'
import type { PlacedBatch } from '../placed.ts'

/**
 * The note of every batch is signed by the checkpoint key and names exactly the leaves so far: as
 * each root is recomputed from all leaves, every two checkpoints are consistent (T-10).
 */
export function checkpointCheck(state: LedgerState): Check {
  const { findings, tree, signatures } = state
  const tally = findings.tally('checkpoint')
  let key: VerifierKey | undefined
  function verifySignature({ signature }: CheckpointReading, place: Place): void {
    if (signature === undefined) return
    signatures.add(signature, () => {
      const message = 'the signature of the note is not by the checkpoint key'
      findings.failed('checkpoint', 'CHECKPOINT_SIGNATURE_INVALID', { message, place })
    })
  }
  function compareWithTree(
    { record, place }: PlacedBatch,
    { checkpoint }: CheckpointReading,
  ): void {
    const size = record.first + record.count
    if (checkpoint === undefined) return
    if (checkpoint.size !== size) {
      const message = `the note is over ${checkpoint.size} leaves, the batch ends at ${size}`
      findings.failed('checkpoint', 'CHECKPOINT_SIZE_MISMATCH', { message, place })
    }
    if (!tree.isSound || checkpoint.size !== tree.size) return
    const expected = checkpoint.root.toHex()
    const actual = tree.root()
    if (actual === expected) return
    tree.isSound = false
    const message = `the leaves up to batch ${record.batch} do not give the root that was signed: an entry of this batch differs`
    const where = { ...place, ...onlyEntry(record) }
    findings.failed('tree', 'ROOT_MISMATCH', { message, place: where, expected, actual })
  }
  return {
    name: 'checkpoint',
    batch(batch) {
      tally.checked++
      const { record, place } = batch
      key ??= state.checkpointKey()
      const reading = readCheckpoint(record.note, key, state.origin)
      for (const { code, message } of reading.problems) {
        findings.failed('checkpoint', code, { message, place })
      }
      verifySignature(reading, place)
      compareWithTree(batch, reading)
      state.lastBatch = {
        batch: record.batch,
        size: record.first + record.count,
        root: reading.checkpoint?.root.toHex(),
        note: record.note,
        sealedAt: Date.parse(record.sealedAt),
        hash: batch.hash,
      }
    },
    finish() {
      if (tally.checked === 0 || key !== undefined) return
      const message = 'no checkpoint key is known: the signatures of notes could not be verified'
      findings.indeterminate('checkpoint', 'TRUST_NOT_GIVEN', { message })
    },
  }
}

/** A batch of one entry can only differ in that one. */
function onlyEntry({ ranges, first, count }: BatchRecord): Place {
  const [range] = ranges
  if (count !== 1 || range === undefined) return {}
  return { stream: range.stream, revision: range.from, leaf: first }
}
