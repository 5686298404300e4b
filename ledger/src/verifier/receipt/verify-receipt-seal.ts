import { parseHex } from '../../bytes/hex.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { LedgerError } from '../../errors.ts'
import { verifyInclusion } from '../../merkle/inclusion-proof.ts'
import { provedTogether } from '../proved-together.ts'
import { readReceiptEntry, type ReceiptState } from './receipt-state.ts'
import { verifyNote, verifyNoteTokens } from './verify-stamped-note.ts'

/** The batch's checkpoint and the entry's place in it. */
export async function verifySeal(state: ReceiptState): Promise<void> {
  const { seal } = state.receipt
  if (seal === null) {
    const message = 'the entry was recorded, not yet sealed, when the receipt was made'
    state.findings.indeterminate('sealed', 'NOT_SEALED', { message })
    return
  }
  const checkpoint = await verifyNote(state, seal.note, 'seal')
  if (checkpoint !== undefined) includes(state, checkpoint, seal.leaf, seal.inclusion, 'seal')
  state.checkpoint = checkpoint
}

/** The stamped checkpoint and its tokens. Returns the end of the bracket. */
export async function verifyStamp(state: ReceiptState): Promise<number | undefined> {
  const { stamp, seal } = state.receipt
  state.findings.tally('sealed').checked++
  if (stamp === null || seal === null) {
    const message = 'the entry was not yet time-stamped when the receipt was made'
    state.findings.indeterminate('sealed', 'NOT_STAMPED', { message })
    return undefined
  }
  const checkpoint = await verifyNote(state, stamp.note, 'stamp')
  if (checkpoint === undefined) return undefined
  includes(state, checkpoint, seal.leaf, stamp.inclusion, 'stamp')
  state.checkpoint = checkpoint
  const tokens = await verifyNoteTokens(state, stamp, 'stamp')
  return tokens.length === 0 ? undefined : provedTogether(tokens).notAfter
}

function includes(
  state: ReceiptState,
  { size, root }: Checkpoint,
  leaf: number,
  inclusion: readonly string[],
  what: string,
): void {
  const { receipt, crypto, findings } = state
  findings.tally('tree').checked++
  const hash = parseHex(receipt.hash, 32)
  const proof = inclusion.map((sibling) => parseHex(sibling, 32))
  if (verifyInclusion({ leaf: hash, index: leaf, size, proof, root }, crypto)) return
  const message = `${what}: the proof does not lead from the entry at leaf ${leaf} to the root of ${size} leaves`
  findings.failed('tree', 'INCLUSION_INVALID', { message, place: { leaf } })
}

/** The key entries stand in the latest checkpoint of the receipt. */
export function verifyKeyInclusion({ receipt, checkpoint, crypto, findings }: ReceiptState): void {
  if (checkpoint === undefined) return
  const { size, root } = checkpoint
  for (const { leaf, entry, inclusion } of receipt.keys) {
    const read = readReceiptEntry(entry, crypto)
    if (read instanceof LedgerError) continue
    const proof = inclusion.map((sibling) => parseHex(sibling, 32))
    if (verifyInclusion({ leaf: read.hash, index: leaf, size, proof, root }, crypto)) continue
    const message = `the key entry at leaf ${leaf} is not shown to be in the checkpoint`
    findings.failed('tree', 'INCLUSION_INVALID', { message, place: { leaf } })
  }
}
