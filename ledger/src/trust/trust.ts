import type { Algorithms } from '../records/algorithms.ts'

export const TRUST_VERSION = 'contremarque/trust/1'

/** Trust anchors of one ledger: given by whoever verifies, never taken from the evidence (docs/spec/trust.md). */
export interface Trust {
  readonly v: typeof TRUST_VERSION
  readonly origin: string
  readonly profile: 'development' | 'production'
  /** Entry hash of the genesis entry, hexadecimal. */
  readonly genesis: string
  /** Accepted algorithms by leaf index, the first from 0. */
  readonly algorithms: readonly { readonly from: number; readonly algorithms: Algorithms }[]
  /** C2SP verifier key of the checkpoint key: `<name>+<8 hex>+<base64>`. */
  readonly checkpointKey: string
  /** Roots under which seal certificates are issued: DER, base64. */
  readonly sealRoots: readonly string[]
  /** Roots under which TSA certificates are issued: DER, base64. */
  readonly tsaRoots: readonly string[]
  readonly tsas: readonly TrustedTsa[]
  /** How far `recordedAt` may stand outside the bracket, in milliseconds. */
  readonly clockTolerance: number
}

export interface TrustedTsa {
  readonly name: string
  /** Accepted policies, dotted. */
  readonly policies: readonly string[]
  /** Accuracy to assume where a token states none, in milliseconds. */
  readonly accuracy: number
  /** SHA-256 of the accepted TSA certificates, hexadecimal. */
  readonly certificates: readonly string[]
}
