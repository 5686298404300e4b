import type { ParsedEntry } from '../../entry/parse-entry.ts'
import { KEYS_STREAM } from '../../entry/genesis.ts'
import { LedgerError } from '../../errors.ts'
import { readGenesis } from '../../trust/trust-from-genesis.ts'
import { sealChainProblem, type SealKey } from '../seal-keys.ts'
import { addedCertificate, introducedTsas } from '../key-entries.ts'
import type { KeyEvidence } from '../../receipt/receipt.ts'
import { readReceiptEntry, type ReceiptState } from './receipt-state.ts'
import { verifyEntrySignature } from './verify-entry-signature.ts'

/** The genesis, then each added key signed by one before it: what makes the entry's key valid. */
export async function verifyReceiptKeys(state: ReceiptState): Promise<void> {
  const { receipt, crypto, findings } = state
  let last = -1
  for (const evidence of receipt.keys) {
    const read = readReceiptEntry(evidence.entry, crypto)
    const place = { stream: KEYS_STREAM, leaf: evidence.leaf }
    findings.tally('genesis').checked++
    if (read instanceof LedgerError) {
      findings.failed('form', 'ENTRY_MALFORMED', { message: `key entry: ${read.message}`, place })
      continue
    }
    const { parsed, hash } = read
    const isFirst = last === -1
    if (isFirst) takeGenesis(state, parsed, hash.toHex())
    if (
      evidence.leaf <= last ||
      parsed.envelope.stream !== KEYS_STREAM ||
      isFirst !== (evidence.leaf === 0)
    ) {
      const message = 'expected the genesis, then later entries of platform-keys'
      findings.failed('genesis', 'GENESIS_MALFORMED', { message, place })
    }
    last = evidence.leaf
    if (parsed.envelope.origin !== receipt.origin) {
      findings.failed('origin', 'ORIGIN_MISMATCH', {
        message: 'a key entry of another ledger',
        place,
      })
    }
    await takeKey(state, parsed, evidence)
  }
}

function takeGenesis(state: ReceiptState, { envelope }: ParsedEntry, hash: string): void {
  const { receipt, trust, findings } = state
  state.genesis = readGenesis(envelope)
  if (state.genesis === undefined) {
    const message = 'the first key entry is not a well-formed LedgerOpened'
    findings.failed('genesis', 'GENESIS_MALFORMED', { message })
  }
  const { mergeDelay = receipt.mergeDelay } = state.genesis ?? {}
  if (mergeDelay !== receipt.mergeDelay) {
    const message = 'the receipt promises another merge delay than the ledger does'
    const detail = { expected: String(mergeDelay), actual: String(receipt.mergeDelay) }
    findings.failed('genesis', 'RECEIPT_MISMATCH', { message, ...detail })
  }
  const expected = trust?.genesis ?? receipt.genesis
  if (hash === expected && hash === receipt.genesis) return
  const message = 'the receipt is not of the ledger that this genesis entry opens'
  findings.failed('genesis', 'GENESIS_MISMATCH', { message, expected, actual: hash })
}

async function takeKey(
  state: ReceiptState,
  parsed: ParsedEntry,
  { leaf }: KeyEvidence,
): Promise<void> {
  const { keys, trust, tsas } = state
  const place = { stream: KEYS_STREAM, leaf }
  const der = leaf === 0 ? state.genesis?.sealCertificate : addedCertificate(parsed.envelope)
  const key = der === undefined ? undefined : keys.add(der, leaf === 0 ? 0 : leaf + 1)
  for (const tsa of introducedTsas(parsed.envelope)) tsas.add(tsa)
  await verifyEntrySignature(state, parsed, leaf, place)
  if (key !== undefined && trust !== null) await checkChain(state, key, parsed)
}

async function checkChain(
  state: ReceiptState,
  key: SealKey,
  { envelope }: ParsedEntry,
): Promise<void> {
  const problem = await sealChainProblem(
    key,
    state.trust!,
    Date.parse(envelope.recordedAt),
    state.crypto,
  )
  if (problem === null) return
  const message = `the seal certificate is not issued under a trusted root: ${problem}`
  state.findings.failed('signature', 'SEAL_CERTIFICATE_UNTRUSTED', { message })
}
