import { entrySignatureCheck, type SignedContent } from '../../entry/parse-entry.ts'
import { KEYS_STREAM } from '../../entry/genesis.ts'
import type { Check } from '../check.ts'
import { addedCertificate } from '../key-entries.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'
import { sealChainProblem, SealKeys, type SealKey } from '../seal-keys.ts'

/**
 * Every entry is signed by a seal key that the ledger's key entries make valid for its leaf (T-02,
 * T-08), and the certificates of these keys are issued under a root of the trust file.
 */
export function signatureCheck(state: LedgerState): Check {
  const { findings, signatures } = state
  const { integrityOnly = false, trust } = state.options
  const tally = findings.tally('signature')
  const keys = new SealKeys()
  const introduced: { readonly key: SealKey; readonly at: number; readonly entry: PlacedEntry }[] =
    []

  function learnKey(entry: PlacedEntry): void {
    const envelope = entry.parsed?.envelope
    if (entry.stream !== KEYS_STREAM || envelope === undefined) return
    const isGenesis = entry.revision === 0
    const der = isGenesis ? state.genesis?.sealCertificate : addedCertificate(envelope)
    if (der === undefined) return
    // The genesis key signs the genesis itself; a later key signs nothing before its entry is a leaf.
    const key = keys.add(der, isGenesis ? 0 : (entry.leaf ?? Infinity) + 1)
    if (key === undefined) return
    introduced.push({ key, at: Date.parse(envelope.recordedAt), entry })
    if (!key.certificate.isDevelopment || state.genesis?.profile !== 'production') return
    const message = 'a development certificate in a production ledger'
    findings.failed('signature', 'DEVELOPMENT_CERTIFICATE', { message, place: placeOf(entry) })
  }

  function checkKey(entry: PlacedEntry, signed: SignedContent): void {
    const key = keys.find(signed.certificate, entry.leaf ?? Number.MAX_SAFE_INTEGER)
    if (key === undefined) {
      findings.failed('signature', 'SEAL_KEY_NOT_IN_LEDGER', {
        message: 'signed by a key that no entry before it makes valid',
        place: placeOf(entry),
      })
      return
    }
    const { notBefore, notAfter } = key.certificate
    if (signed.signingTime >= notBefore - 1000 && signed.signingTime <= notAfter) return
    findings.failed('signature', 'SEAL_CERTIFICATE_EXPIRED', {
      message: 'recorded outside the validity of the seal certificate',
      place: placeOf(entry),
    })
  }

  return {
    name: 'signature',
    entry(entry) {
      learnKey(entry)
      const { signed } = entry
      if (signed === undefined) return
      checkKey(entry, signed)
      if (integrityOnly) return
      tally.checked++
      signatures.add(entrySignatureCheck(signed, signed.publicKey), () => {
        const message = 'the signature does not fit the signed attributes'
        findings.failed('signature', 'SIGNATURE_INVALID', { message, place: placeOf(entry) })
      })
    },
    async finish() {
      if (integrityOnly) {
        const message = 'signatures of entries were left out (integrity only)'
        findings.indeterminate('signature', 'SIGNATURES_NOT_CHECKED', { message })
      }
      if (trust === null) return
      for (const { key, at, entry } of introduced) {
        const problem = await sealChainProblem(key, trust, at, state.crypto)
        if (problem === null) continue
        const message = `the seal certificate is not issued under a trusted root: ${problem}`
        findings.failed('signature', 'SEAL_CERTIFICATE_UNTRUSTED', {
          message,
          place: placeOf(entry),
        })
      }
    },
  }
}
