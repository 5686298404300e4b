import { parseBase64 } from '../bytes/base64.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { LedgerTsa } from '../entry/genesis.ts'
import { TokenVerifier } from '../timestamp/verify-token.ts'
import type { Trust } from '../trust/trust.ts'

/** A time-stamping authority and the verifier of its tokens. */
export interface TrustedAuthority {
  readonly tsa: LedgerTsa
  readonly verifier: TokenVerifier
}

/**
 * Which tokens count: certificates under the trust file's roots, pinned there or added by an entry
 * of the ledger. Without a trust file what the ledger says of itself is all there is.
 */
export class TrustedTsas {
  readonly hasTrust: boolean
  private readonly roots: readonly Uint8Array[]
  private readonly crypto: Crypto
  private readonly byName = new Map<string, TrustedAuthority>()

  constructor(trust: Trust | null, crypto: Crypto) {
    this.hasTrust = trust !== null
    this.crypto = crypto
    this.roots = trust?.tsaRoots.map((root) => parseBase64(root)) ?? []
    for (const tsa of trust?.tsas ?? []) this.add(tsa)
  }

  /** What a name gains by a later entry is added to what it has. */
  add(added: LedgerTsa): void {
    const known = this.byName.get(added.name)?.tsa
    const tsa = {
      name: added.name,
      accuracy: known?.accuracy ?? added.accuracy,
      policies: union(known?.policies, added.policies),
      certificates: union(known?.certificates, added.certificates),
    }
    const { roots, crypto } = this
    const { certificates, accuracy } = tsa
    const verifier = new TokenVerifier({ roots, certificates, accuracy }, crypto)
    this.byName.set(tsa.name, { tsa, verifier })
  }

  find(name: string): TrustedAuthority | undefined {
    return this.byName.get(name)
  }
}

function union(known: readonly string[] = [], added: readonly string[]): readonly string[] {
  return [...new Set([...known, ...added])]
}
