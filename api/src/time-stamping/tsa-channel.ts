import type { Certificate } from '@contremarque/ledger'

/** Where time-stamp tokens come from. */
export interface TsaChannel {
  /** Name in the ledger's genesis and records. */
  readonly name: string
  /** Policy to ask for, dotted; null: it chooses. */
  readonly policy: string | null
  /** Issuer certificates kept beside each token, DER. */
  readonly chain: readonly Uint8Array[]
  /**
   * Sends a TimeStampReq and gives back the TimeStampResp, both DER; the answer is untrusted.
   * @throws TsaError when there is none
   */
  ask(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  /** What there is of revocation data at this moment. @throws TsaError when there is none */
  revocation(about: RevocationQuestion, signal: AbortSignal): Promise<RevocationData>
}

/** Whose revocation data, and for when. */
export interface RevocationQuestion {
  /** Signed the token. */
  readonly certificate: Certificate
  /** The one above it; undefined when nobody knows it. */
  readonly issuer: Certificate | undefined
  /** The instant that the data must cover: the token's, milliseconds since 1970. */
  readonly at: number
}

export interface RevocationData {
  /** DER, untrusted. */
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
  /** Why some of it is not there; null when all is. */
  readonly problem: string | null
}
