import { parseHex } from '../../bytes/hex.ts'
import { encodeUtf8 } from '../../bytes/utf8.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { joinSorted } from '../../evidence-record/evidence-tree.ts'
import type { StampedToken } from '../placed.ts'
import { provedTogether } from '../proved-together.ts'
import { readCheckpoint } from '../read-checkpoint.ts'
import { verifyStampToken } from '../verify-stamp-token.ts'
import type { StampedNote } from '../../receipt/receipt.ts'
import { receiptVerifierKey, type ReceiptState } from './receipt-state.ts'

/** The checkpoint of an untrusted note, when it can be read; what is wrong with it is reported. */
export async function verifyNote(
  state: ReceiptState,
  note: string,
  what: string,
): Promise<Checkpoint | undefined> {
  const { findings, crypto, receipt } = state
  findings.tally('checkpoint').checked++
  const key = receiptVerifierKey(state)
  const { checkpoint, signature, problems } = readCheckpoint(note, key, receipt.origin)
  for (const { code, message } of problems) {
    findings.failed('checkpoint', code, { message: `${what}: ${message}` })
  }
  if (key === undefined) {
    const message = `${what}: no checkpoint key is known`
    findings.indeterminate('checkpoint', 'TRUST_NOT_GIVEN', { message })
  }
  if (signature !== undefined && (await crypto.verifySignatures([signature]))[0] !== true) {
    const message = `${what}: the signature of the note is not by the checkpoint key`
    findings.failed('checkpoint', 'CHECKPOINT_SIGNATURE_INVALID', { message })
  }
  return checkpoint
}

/** The tokens over the RFC 4998 tree in which the note is a data object. */
export async function verifyNoteTokens(
  state: ReceiptState,
  { note, path, tokens }: StampedNote,
  what: string,
): Promise<readonly StampedToken[]> {
  const { findings, crypto, tsas } = state
  let imprint = crypto.digest('sha-256', encodeUtf8(note))
  for (const sibling of path) imprint = joinSorted(imprint, parseHex(sibling, 32), crypto)
  const valid: StampedToken[] = []
  for (const token of tokens) {
    findings.tally('token').checked++
    const verdict = await verifyStampToken(token, imprint.toHex(), tsas, crypto)
    for (const { code, message } of verdict.failures) {
      findings.failed('token', code, { message: `${what}, ${token.tsa}: ${message}` })
    }
    for (const { code, message } of verdict.open) {
      findings.indeterminate('token', code, { message: `${what}, ${token.tsa}: ${message}` })
    }
    if (verdict.token !== undefined) valid.push(verdict.token)
  }
  const { notBefore, notAfter } = provedTogether(valid)
  if (notBefore > notAfter) {
    const message = `${what}: the tokens exclude each other in time`
    findings.indeterminate('token', 'TOKENS_DISAGREE', { message })
  }
  return valid
}
