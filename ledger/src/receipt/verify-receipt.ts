import { parseHex } from '../bytes/hex.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { eventDataProblem, findEventType } from '../entry/event-types.ts'
import { entrySignatureCheck, type ParsedEntry } from '../entry/parse-entry.ts'
import { LedgerError } from '../errors.ts'
import { verifyInclusion } from '../merkle/inclusion-proof.ts'
import type { Report, TrustReport, Unchecked } from '../report/report.ts'
import type { Trust } from '../trust/trust.ts'
import { assembleReport } from '../verifier/assemble-report.ts'
import { bracketProblems, DEFAULT_TOLERANCE, isTooWide } from '../verifier/bracket.ts'
import { FindingCollector } from '../verifier/finding-collector.ts'
import { SealKeys } from '../verifier/seal-keys.ts'
import { TrustedTsas } from '../verifier/trusted-tsas.ts'
import type { Receipt } from './receipt.ts'
import { readReceiptEntry, type ReceiptState } from './receipt-state.ts'
import { verifyReceiptKeys } from './verify-receipt-keys.ts'
import { verifyNote, verifyNoteTokens } from './verify-stamped-note.ts'

export interface VerifyReceiptOptions {
  /** Untrusted, parsed. */
  readonly receipt: Receipt
  readonly trust: Trust | null
  readonly trustSource: TrustReport['source']
  readonly crypto: Crypto
}

/**
 * Verifies a receipt alone, without the ledger: `stamped` can pass, `recorded` and `sealed` are a
 * promise and at best INDETERMINATE (FORMATS §4). Never throws for what is wrong with the evidence.
 */
export async function verifyReceipt(options: VerifyReceiptOptions): Promise<Report> {
  const { receipt, trust, crypto } = options
  const findings = new FindingCollector(200)
  const state: ReceiptState = {
    receipt,
    trust,
    crypto,
    findings,
    keys: new SealKeys(),
    tsas: new TrustedTsas(trust, crypto),
    genesis: undefined,
    entry: undefined,
    checkpoint: undefined,
  }
  await verifyReceiptKeys(state)
  await verifyReceiptEntry(state)
  await verifySeal(state)
  const notAfter = await verifyStamp(state)
  await verifyBracket(state, notAfter)
  verifyKeyInclusion(state)
  if (trust === null) {
    const message = 'no trust file was given: the receipt was compared with itself only'
    findings.indeterminate('genesis', 'TRUST_NOT_GIVEN', { message })
  }
  const { checkpoint } = state
  const isStamped = checkpoint !== undefined && notAfter !== undefined
  return assembleReport({
    ...options,
    subject: 'receipt',
    findings,
    origin: receipt.origin,
    profile: state.genesis?.profile ?? trust?.profile ?? null,
    counts: {
      entries: 1,
      batches: receipt.seal === null ? 0 : 1,
      stamps: receipt.stamp === null ? 0 : 1,
    },
    unchecked,
    stampedUpTo: isStamped
      ? { size: checkpoint.size, notAfter: new Date(notAfter).toISOString() }
      : null,
  })
}

const unchecked: readonly Unchecked[] = [
  {
    what: 'LEDGER',
    reason: 'whether the ledger still contains this entry shows only against the ledger',
  },
  { what: 'OPENINGS', reason: 'the openings of commitments are kept apart' },
  { what: 'DOCUMENTS', reason: 'documents are kept apart; the entry holds their digests' },
  { what: 'SEAL_REVOCATION', reason: 'revocation data of seal certificates is not in a receipt' },
]

async function verifyReceiptEntry(state: ReceiptState): Promise<void> {
  const { receipt, crypto, findings, keys, trust } = state
  const { stream, revision } = receipt
  const place = { stream, revision }
  findings.tally('form').checked++
  const read = readReceiptEntry(receipt.entry, crypto)
  if (read instanceof LedgerError) {
    findings.failed('form', 'ENTRY_MALFORMED', { message: read.message, place })
    return
  }
  const { parsed } = read
  state.entry = parsed
  compareMembers(state, parsed, read.hash.toHex())
  const leaf = receipt.seal?.leaf ?? Number.MAX_SAFE_INTEGER
  if (keys.find(parsed.certificate, leaf) === undefined) {
    const message = 'signed by a key that no key entry of the receipt makes valid'
    findings.failed('signature', 'SEAL_KEY_NOT_IN_LEDGER', { message, place })
  }
  findings.tally('signature').checked++
  const [isValid] = await crypto.verifySignatures([entrySignatureCheck(parsed, parsed.publicKey)])
  if (isValid !== true) {
    const message = 'the signature does not fit the signed attributes'
    findings.failed('signature', 'SIGNATURE_INVALID', { message, place })
  }
  if (trust !== null && trust.origin !== receipt.origin) {
    const detail = { expected: trust.origin, actual: receipt.origin }
    findings.failed('origin', 'ORIGIN_MISMATCH', {
      message: 'a receipt of another ledger',
      ...detail,
    })
  }
}

function compareMembers(
  { receipt, findings }: ReceiptState,
  { envelope }: ParsedEntry,
  hash: string,
): void {
  findings.tally('origin').checked++
  findings.tally('content').checked++
  const { origin, stream, revision, type, typeVersion, data } = envelope
  const place = { stream: receipt.stream, revision: receipt.revision }
  const isSame =
    origin === receipt.origin && stream === receipt.stream && revision === receipt.revision
  if (!isSame || hash !== receipt.hash) {
    const message = 'the receipt names another ledger, place or hash than its entry'
    findings.failed('origin', 'RECEIPT_MISMATCH', {
      message,
      place,
      expected: receipt.hash,
      actual: hash,
    })
  }
  const eventType = findEventType(type, typeVersion)
  if (eventType === undefined) {
    const message = `this verifier does not know ${type} ${typeVersion}`
    findings.indeterminate('content', 'UNKNOWN_TYPE', { message, place })
    return
  }
  const problem = eventDataProblem(eventType, data)
  if (problem !== null) findings.failed('content', 'DATA_MALFORMED', { message: problem, place })
}

async function verifySeal(state: ReceiptState): Promise<void> {
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

/** Returns the end of the bracket. */
async function verifyStamp(state: ReceiptState): Promise<number | undefined> {
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
  return tokens.length === 0 ? undefined : Math.min(...tokens.map((token) => token.notAfter))
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

function verifyKeyInclusion({ receipt, checkpoint, crypto, findings }: ReceiptState): void {
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

async function verifyBracket(state: ReceiptState, notAfter: number | undefined): Promise<void> {
  const { receipt, findings, entry, trust } = state
  if (entry === undefined) return
  const place = { stream: receipt.stream, revision: receipt.revision }
  const notBefore = await verifyAnchor(state, entry)
  if (notAfter === undefined) return
  findings.tally('bracket').checked++
  const bracket = { notBefore, notAfter }
  const tolerance = trust?.clockTolerance ?? DEFAULT_TOLERANCE
  for (const { indication, code, message } of bracketProblems(entry.envelope, bracket, tolerance)) {
    const report = indication === 'WARNING' ? findings.warning : findings.indeterminate
    report.call(findings, 'bracket', code, { message, place })
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
  if (named === null || shown === null) {
    const message = 'the receipt does not show the anchor that its entry names'
    findings.failed('bracket', 'ANCHOR_UNKNOWN', { message, place })
    return undefined
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
