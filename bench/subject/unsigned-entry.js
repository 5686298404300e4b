import { encodeUtf8, entryHash, parseHex } from '../../ledger/dist/src/index.js'
import { encodeEntry, encodeSignedAttributes } from '../../ledger/dist/src/entry/entry-layout.js'
import { signerIdentity } from '../../ledger/dist/src/entry/signer-identity.js'

/** Well formed and low-S, of nothing. */
const NO_SIGNATURE = parseHex(`3044${`0220${'01'.repeat(32)}`.repeat(2)}`)

/**
 * Writes entries that are right in everything but their signature, in a third of the time. Envelopes
 * come with their members in canonical order and in ASCII: whoever reads the entries finds out if not.
 */
export function unsignedEntries({ certificate }, crypto) {
  const identity = signerIdentity(certificate, crypto)
  return (envelope) => {
    const content = encodeUtf8(JSON.stringify(envelope))
    const attributes = encodeSignedAttributes(
      Date.parse(envelope.recordedAt),
      crypto.digest('sha-256', content),
      identity.digest,
    )
    const der = encodeEntry(content, identity, attributes, NO_SIGNATURE)
    return { der, hash: entryHash(der, crypto).toHex(), envelope }
  }
}
