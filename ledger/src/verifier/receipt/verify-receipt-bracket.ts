import type { ParsedEntry } from '../../entry/parse-entry.ts'
import { bracketProblems, DEFAULT_TOLERANCE, isTooWide } from '../bracket.ts'
import type { ReceiptState } from './receipt-state.ts'
import { verifyNote, verifyNoteTokens } from './verify-stamped-note.ts'

/** The entry's own times against what anchor and stamp prove. */
export async function verifyBracket(
  state: ReceiptState,
  notAfter: number | undefined,
): Promise<void> {
  const { receipt, findings, entry, trust } = state
  if (entry === undefined) return
  const place = { stream: receipt.stream, revision: receipt.revision }
  const notBefore = await verifyAnchor(state, entry)
  if (notAfter === undefined) return
  findings.tally('bracket').checked++
  const bracket = { notBefore, notAfter }
  const tolerance = trust?.clockTolerance ?? DEFAULT_TOLERANCE
  for (const { indication, code, message } of bracketProblems(entry.envelope, bracket, tolerance)) {
    findings.report(indication, 'bracket', code, { message, place })
  }
  if (!isTooWide(bracket)) return
  const message = 'anchor and time-stamp lie so far apart that no date between them is asserted'
  findings.warning('bracket', 'BRACKET_TOO_WIDE', { message, place })
}

/** Returns the beginning of the bracket; undefined where the entry names no anchor or it does not hold. */
async function verifyAnchor(
  state: ReceiptState,
  { envelope }: ParsedEntry,
): Promise<number | undefined> {
  const { receipt, findings } = state
  const named = envelope.anchor
  const shown = receipt.anchor
  if (named === null && shown === null) return undefined
  const place = { stream: receipt.stream, revision: receipt.revision }
  if (shown === null) {
    const message = 'the receipt does not show the anchor that its entry names'
    findings.indeterminate('bracket', 'ANCHOR_MISSING', { message, place })
    return undefined
  }
  if (named === null) {
    const message = 'the receipt shows an anchor and its entry names none'
    findings.failed('bracket', 'ANCHOR_UNKNOWN', { message, place })
    return undefined
  }
  if (receipt.seal !== null && named.size > receipt.seal.leaf) {
    const message = `the anchor is over more leaves than the ${receipt.seal.leaf} before the entry`
    findings.failed('bracket', 'ANCHOR_NOT_BEFORE_BATCH', { message, place })
  }
  const checkpoint = await verifyNote(state, shown.note, 'anchor')
  const tokens = await verifyNoteTokens(state, shown, 'anchor')
  const token = tokens.find(({ hash }) => hash === named.token)
  if (
    checkpoint?.size === named.size &&
    checkpoint.root.toHex() === named.root &&
    token !== undefined
  ) {
    return token.notBefore
  }
  const message = 'the receipt shows another anchor than its entry names'
  findings.failed('bracket', 'ANCHOR_UNKNOWN', { message, place })
  return undefined
}
