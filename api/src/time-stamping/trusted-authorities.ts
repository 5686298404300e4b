import {
  entryHash,
  ifReadable,
  introducedTsas,
  parseEntry,
  TrustedTsas,
  type Crypto,
  type LedgerTsa,
  type Trust,
  type TrustedAuthority,
} from '@contremarque/ledger'

/**
 * Whose tokens a verifier will believe: authorities of the trust file, and those that entries of the
 * ledger add, from the batch on that such an entry is sealed in.
 */
export class TrustedAuthorities {
  private readonly trust: Trust
  private readonly crypto: Crypto
  private readonly added: { readonly tsa: LedgerTsa; readonly batch: number }[] = []
  /** Leaf hashes of entries taken. */
  private readonly learnt = new Set<string>()
  /** By how many of the additions are known. */
  private readonly known = new Map<number, TrustedTsas>()

  constructor(trust: Trust, crypto: Crypto) {
    this.trust = trust
    this.crypto = crypto
  }

  /**
   * Takes an entry of the keys' stream that was verified and sealed in this batch. Batches come in order; what is told
   * again, because the store is read again, counts once.
   */
  learn(entry: Uint8Array, batch: number): void {
    const hash = entryHash(entry, this.crypto).toHex()
    if (this.learnt.has(hash)) return
    this.learnt.add(hash)
    const envelope = ifReadable(() => parseEntry(entry, this.crypto).envelope)
    if (envelope === undefined) return
    for (const tsa of introducedTsas(envelope)) this.added.push({ tsa, batch })
  }

  /** The authority of that name as it is known for a run that ends with this batch. */
  find(name: string, lastBatch: number): TrustedAuthority | undefined {
    const { length } = this.added.filter(({ batch }) => batch <= lastBatch)
    const known = this.known.get(length) ?? this.build(length)
    return known.find(name)
  }

  private build(length: number): TrustedTsas {
    const tsas = new TrustedTsas(this.trust, this.crypto)
    for (const { tsa } of this.added.slice(0, length)) tsas.add(tsa)
    this.known.set(length, tsas)
    return tsas
  }
}
