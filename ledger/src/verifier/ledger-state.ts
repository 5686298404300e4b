import { parseVerifierKey, type VerifierKey } from '../checkpoint/verifier-key.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { LedgerOpened } from '../entry/genesis.ts'
import { LedgerError } from '../errors.ts'
import type { ErasedCommitments } from './erased-commitments.ts'
import type { FindingCollector } from './finding-collector.ts'
import type { SignatureQueue } from './signature-queue.ts'
import { StampedCheckpoints } from './stamped-checkpoints.ts'
import { StreamTable } from './stream-table.ts'
import { TreeState } from './tree-state.ts'
import type { VerifyOptions } from './verify-options.ts'

/** A batch as far as later checks need it. */
export interface BatchHead {
  readonly batch: number
  readonly size: number
  /** Root its note names, hexadecimal; undefined when the note cannot be read. */
  readonly root: string | undefined
  readonly note: string
  readonly sealedAt: number
  readonly hash: string
}

/** What the checks of one verification share. */
export class LedgerState {
  readonly options: VerifyOptions
  readonly crypto: Crypto
  readonly findings: FindingCollector
  readonly signatures: SignatureQueue
  readonly streams = new StreamTable()
  readonly tree: TreeState
  /** What the genesis entry says, once seen and well formed. */
  genesis: LedgerOpened | undefined
  /** Its entry hash, hexadecimal. */
  genesisHash: string | undefined
  /** What the header of an export says the genesis is. */
  headerGenesis: { readonly hash: string; readonly line: number } | undefined
  /** Origin that everything must name: of the trust file, else of the header, else of the genesis. */
  origin: string | undefined
  entries = 0
  batches = 0
  /** Records of the stamping stream. */
  stamps = 0
  /** Those of them that hold revocation data only. */
  revocations = 0
  readonly erased: ErasedCommitments
  /** Batches since the last stamp, then the last stamped one first. */
  lastBatch: BatchHead | undefined
  lastStamped: (BatchHead & { readonly notAfter: number }) | undefined
  /** What anchors may name. */
  readonly stamped = new StampedCheckpoints()

  constructor(
    options: VerifyOptions,
    findings: FindingCollector,
    signatures: SignatureQueue,
    erased: ErasedCommitments,
  ) {
    this.erased = erased
    this.options = options
    this.crypto = options.crypto
    this.findings = findings
    this.signatures = signatures
    this.tree = new TreeState(options.crypto)
    this.origin = options.trust?.origin
  }

  /** Of the trust file, else of the genesis; undefined when neither gives a usable one. */
  checkpointKey(): VerifierKey | undefined {
    const text = this.options.trust?.checkpointKey ?? this.genesis?.checkpointKey
    try {
      return text === undefined ? undefined : parseVerifierKey(text, this.crypto)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      return undefined
    }
  }
}
