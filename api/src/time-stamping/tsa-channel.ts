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
  /** Revocation data of the moment, DER, untrusted. @throws TsaError */
  revocation(signal: AbortSignal): Promise<RevocationData>
}

export interface RevocationData {
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}
