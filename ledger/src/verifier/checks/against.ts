import { LedgerError } from '../../errors.ts'
import type { Receipt } from '../../receipt/receipt.ts'
import { readReceiptEntry } from '../receipt/receipt-state.ts'
import { verifyReceipt } from '../receipt/verify-receipt.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'
import { readCheckpoint } from '../read-checkpoint.ts'

/**
 * The ledger contains what somebody else holds: a receipt's entry, a checkpoint, the note beside a
 * data folder. What was promised and is not there is WITHHELD (T-03, T-10, T-18).
 */
export function againstCheck(state: LedgerState): Check {
  const { findings, options } = state
  const { against, source } = options
  const receipt = against?.kind === 'receipt' ? against.receipt : undefined
  const notes = [...notesOf(receipt), ...(against?.kind === 'checkpoint' ? [against.note] : [])]
  const held = source.head === undefined ? notes : [...notes, source.head]
  for (const note of held) watch(state, note)
  let found: PlacedEntry | undefined
  return {
    name: 'against',
    entry(entry) {
      if (entry.stream === receipt?.stream && entry.revision === receipt.revision) found = entry
    },
    async finish() {
      if (against !== undefined || source.head !== undefined) findings.tally('against')
      for (const note of held) await compareCheckpoint(state, note)
      if (receipt === undefined) return
      findings.tally('against').checked++
      if (await isValid(state, receipt)) compareEntry(state, receipt, found)
    },
  }
}

function notesOf(receipt: Receipt | undefined): readonly string[] {
  return [receipt?.seal?.note, receipt?.stamp?.note].filter((note) => note !== undefined)
}

function watch(state: LedgerState, note: string): void {
  const { checkpoint } = readCheckpoint(note, undefined, undefined)
  if (checkpoint !== undefined) state.tree.watch(checkpoint.size)
}

/** A note that our key signed and that the ledger does not reach or differs from: both are evidence. */
async function compareCheckpoint(state: LedgerState, note: string): Promise<void> {
  const { findings, tree, crypto } = state
  findings.tally('against').checked++
  const key = state.checkpointKey()
  const reading = readCheckpoint(note, key, state.origin)
  const { checkpoint, signature, problems } = reading
  const isSigned =
    signature !== undefined && (await crypto.verifySignatures([signature]))[0] === true
  if (checkpoint === undefined || problems.length > 0 || !isSigned) {
    const message = problems[0]?.message ?? 'the checkpoint is not signed by the key of this ledger'
    findings.indeterminate('against', 'AGAINST_INVALID', { message })
    return
  }
  const root = tree.watched(checkpoint.size)
  if (root === undefined) {
    const message = `a checkpoint over ${checkpoint.size} leaves was signed; this ledger has ${tree.size}`
    if (tree.isSound)
      findings.failed('against', 'LEDGER_BEHIND', { message, place: { leaf: tree.size } })
    else findings.indeterminate('against', 'ROOT_NOT_COMPUTABLE', { message })
  } else if (root !== checkpoint.root.toHex()) {
    const message = `another checkpoint over ${checkpoint.size} leaves was signed: this ledger is not the one it is of, or was changed`
    const detail = { expected: checkpoint.root.toHex(), actual: root }
    findings.failed('against', 'CHECKPOINT_MISMATCH', { message, ...detail })
  }
}

/** A receipt that is not valid itself proves nothing against a ledger. */
async function isValid(state: LedgerState, receipt: Receipt): Promise<boolean> {
  const { trust, trustSource, crypto } = state.options
  const report = await verifyReceipt({ receipt, trust, trustSource, crypto })
  const failure = report.findings.find(({ indication }) => indication === 'FAILED')
  const isOfLedger = trust !== null || receipt.genesis === state.genesisHash
  if (failure === undefined && isOfLedger) return true
  const why =
    failure === undefined ? 'it is of another ledger' : `${failure.code}, ${failure.message}`
  const message = `the receipt itself is not valid: ${why}`
  state.findings.indeterminate('against', 'AGAINST_INVALID', { message })
  return false
}

function compareEntry(state: LedgerState, receipt: Receipt, found: PlacedEntry | undefined): void {
  const { findings } = state
  const { stream, revision, hash } = receipt
  const actual = found?.hash.toHex()
  if (actual === hash) return
  const place = found === undefined ? { stream, revision } : placeOf(found)
  if (found !== undefined) {
    const message = `revision ${revision} of ${stream} is another entry than the one that was promised`
    findings.failed('against', 'WITHHELD', { message, place, expected: hash, actual: actual! })
    return
  }
  const due = sealDue(receipt, state)
  const head = Math.max(
    state.lastBatch?.sealedAt ?? -Infinity,
    state.lastStamped?.notAfter ?? -Infinity,
  )
  // What was sealed once is due at once.
  const isDue = head > due || receipt.seal !== null
  const message = isDue
    ? `revision ${revision} of ${stream} was promised to be sealed and is not in this ledger`
    : `revision ${revision} of ${stream} is not there yet; the time promised for sealing it had not passed`
  if (isDue) findings.failed('against', 'WITHHELD', { message, place, expected: hash })
  else findings.indeterminate('against', 'PROMISE_PENDING', { message, place, expected: hash })
}

/** When sealing was promised for: milliseconds since 1970. An entry that cannot be read promises nothing. */
function sealDue({ entry, mergeDelay }: Receipt, { crypto }: LedgerState): number {
  const read = readReceiptEntry(entry, crypto)
  if (read instanceof LedgerError) return Infinity
  return Date.parse(read.parsed.envelope.recordedAt) + mergeDelay
}
