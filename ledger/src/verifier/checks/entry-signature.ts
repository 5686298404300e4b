import { entrySignatureCheck, type SignedContent } from '../../entry/parse-entry.ts'
import { KEYS_STREAM } from '../../entry/genesis.ts'
import type { Check } from '../check.ts'
import type { FindingCode } from '../finding-code.ts'
import type { Tally } from '../finding-collector.ts'
import { addedCertificate } from '../key-entries.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'
import { isValidAt, sealChainProblem, SealKeys, type SealKey } from '../seal-keys.ts'

interface IntroducedKey {
  readonly key: SealKey
  /** Milliseconds since 1970. */
  readonly at: number
  readonly entry: PlacedEntry
}

/**
 * Every entry is signed by a seal key that the ledger's key entries make valid for its leaf (T-02,
 * T-08), and the certificates of these keys are issued under a root of the trust file.
 */
export class EntrySignatureCheck implements Check {
  readonly name = 'signature'
  private readonly state: LedgerState
  private readonly tally: Tally
  private readonly keys = new SealKeys()
  private readonly introduced: IntroducedKey[] = []

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('signature')
  }

  entry(entry: PlacedEntry): void {
    if (entry.stream === KEYS_STREAM) this.learnKey(entry)
    const { signed } = entry
    if (signed === undefined) return
    this.checkKey(entry, signed)
    if (this.state.options.integrityOnly === true) return
    this.tally.checked++
    this.state.signatures.add(entrySignatureCheck(signed, signed.publicKey), () => {
      this.failed('SIGNATURE_INVALID', 'the signature does not fit the signed attributes', entry)
    })
  }

  async finish(): Promise<void> {
    const { findings, options, crypto } = this.state
    if (options.integrityOnly === true) {
      const message = 'signatures of entries were left out (integrity only)'
      findings.indeterminate('signature', 'SIGNATURES_NOT_CHECKED', { message })
    }
    if (options.trust === null) return
    for (const { key, at, entry } of this.introduced) {
      const problem = await sealChainProblem(key, options.trust, at, crypto)
      if (problem === null) continue
      const message = `the seal certificate is not issued under a trusted root: ${problem}`
      this.failed('SEAL_CERTIFICATE_UNTRUSTED', message, entry)
    }
  }

  private learnKey(entry: PlacedEntry): void {
    const envelope = entry.parsed?.envelope
    if (envelope === undefined) return
    const isGenesis = entry.revision === 0
    const der = isGenesis ? this.state.genesis?.sealCertificate : addedCertificate(envelope)
    if (der === undefined) return
    // The genesis key signs the genesis itself; a later key signs nothing before its entry is a leaf.
    const key = this.keys.add(der, isGenesis ? 0 : (entry.leaf ?? Infinity) + 1)
    if (key === undefined) return
    this.introduced.push({ key, at: Date.parse(envelope.recordedAt), entry })
    if (!key.certificate.isDevelopment || this.state.genesis?.profile !== 'production') return
    const message = 'a development certificate in a production ledger'
    this.failed('DEVELOPMENT_CERTIFICATE', message, entry)
  }

  private checkKey(entry: PlacedEntry, signed: SignedContent): void {
    const key = this.keys.find(signed.certificate, entry.leaf ?? Number.MAX_SAFE_INTEGER)
    if (key === undefined) {
      const message = 'signed by a key that no entry before it makes valid'
      this.failed('SEAL_KEY_NOT_IN_LEDGER', message, entry)
      return
    }
    if (isValidAt(key, signed.signingTime)) return
    const message = 'recorded outside the validity of the seal certificate'
    this.failed('SEAL_CERTIFICATE_EXPIRED', message, entry)
  }

  private failed(code: FindingCode, message: string, entry: PlacedEntry): void {
    this.state.findings.failed('signature', code, { message, place: placeOf(entry) })
  }
}
