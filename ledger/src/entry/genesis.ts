import type { Algorithms } from '../records/algorithms.ts'

/** `platform-keys` holds the ledger's keys; its entry 0 is the genesis. */
export const KEYS_STREAM = 'platform-keys'

/** `data` of `LedgerOpened` 1. */
export interface LedgerOpened {
  readonly profile: 'development' | 'production'
  readonly algorithms: Algorithms
  /** C2SP verifier key. */
  readonly checkpointKey: string
  /** The certificate that signs the genesis itself: DER, base64url. */
  readonly sealCertificate: string
  readonly tsas: readonly LedgerTsa[]
  /** Milliseconds within which a recorded entry is promised to be sealed. */
  readonly mergeDelay: number
  readonly predecessor: {
    readonly checkpoint: string
    readonly size: number
    readonly root: string
  } | null
}

/** `data` of `TsaAdded` 1, and a TSA of the genesis. */
export interface LedgerTsa {
  readonly name: string
  readonly policies: readonly string[]
  /** SHA-256 of its certificates, hexadecimal. */
  readonly certificates: readonly string[]
  /** Milliseconds, where a token states none. */
  readonly accuracy: number
}

/** `data` of `SealKeyAdded` 1: valid for the leaves after this entry's own. */
export interface SealKeyAdded {
  /** DER, base64url. */
  readonly certificate: string
}
