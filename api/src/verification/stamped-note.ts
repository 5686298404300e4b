import { evidenceTree, toHex, type StampedNote } from '@contremarque/ledger'
import { readStampedRun, type StampSource } from './stamped-run.js'

/** The checkpoint that a stamping record covers, with what leads from it to the imprint of its tokens. */
export async function readStampedNote(stamp: number, source: StampSource): Promise<StampedNote> {
  const { record, note, digests } = await readStampedRun(stamp, source)
  const path = evidenceTree(digests, source.crypto).path(digests.length - 1)
  return { note, path: path.map(toHex), tokens: record.tokens }
}
