import { parseBase64 } from '../../bytes/base64.ts'
import { parseVerifierKey, type VerifierKey } from '../../checkpoint/verifier-key.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { entryHash } from '../../entry/entry-hash.ts'
import type { LedgerOpened } from '../../entry/genesis.ts'
import { parseEntry, type ParsedEntry } from '../../entry/parse-entry.ts'
import { ifReadable, LedgerError } from '../../errors.ts'
import type { FindingCollector } from '../finding-collector.ts'
import type { SealKeys } from '../seal-keys.ts'
import type { TrustedTsas } from '../trusted-tsas.ts'
import type { Trust } from '../../trust/trust.ts'
import type { Receipt } from '../../receipt/receipt.ts'

/** What the steps of verifying one receipt share. */
export interface ReceiptState {
  readonly receipt: Receipt
  readonly trust: Trust | null
  readonly crypto: Crypto
  readonly findings: FindingCollector
  readonly keys: SealKeys
  readonly tsas: TrustedTsas
  genesis: LedgerOpened | undefined
  entry: ParsedEntry | undefined
  /** The latest checkpoint of the receipt that the entry is shown to be in. */
  checkpoint: Checkpoint | undefined
}

/** An untrusted entry in base64 and its hash, or why it is none. */
export function readReceiptEntry(
  base64: string,
  crypto: Crypto,
): { readonly parsed: ParsedEntry; readonly hash: Uint8Array } | LedgerError {
  try {
    const der = parseBase64(base64)
    return { parsed: parseEntry(der, crypto), hash: entryHash(der, crypto) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return error as LedgerError
  }
}

export function receiptVerifierKey(state: ReceiptState): VerifierKey | undefined {
  const text = state.trust?.checkpointKey ?? state.genesis?.checkpointKey
  return text === undefined ? undefined : ifReadable(() => parseVerifierKey(text, state.crypto))
}
