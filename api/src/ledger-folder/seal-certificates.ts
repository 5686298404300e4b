import {
  KEYS_STREAM,
  ifReadable,
  parseBase64url,
  parseEntry,
  type Crypto,
  type JsonValue,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'

/**
 * The certificates that the ledger itself names as seal keys: of the genesis, and of every
 * `SealKeyAdded`. What cannot be read is left to the sealer, which names it.
 *
 * @returns SHA-256 of each, hexadecimal
 */
export async function readSealCertificates(
  store: EventStore,
  crypto: Crypto,
): Promise<Set<string>> {
  const digests = new Set<string>()
  for (let from = 0; ;) {
    const page = await store.readStream(KEYS_STREAM, from, 256)
    for (const { data } of page) learnCertificate(digests, data, crypto)
    if (page.length === 0) return digests
    from += page.length
  }
}

/** Takes the certificate that an entry of the keys' stream adds, if it adds one. */
export function learnCertificate(known: Set<string>, der: Uint8Array, crypto: Crypto): void {
  const certificate = certificateIn(der, crypto)
  if (certificate !== undefined) known.add(crypto.digest('sha-256', certificate).toHex())
}

function certificateIn(der: Uint8Array, crypto: Crypto): Uint8Array | undefined {
  return ifReadable(() => {
    const { type, data } = parseEntry(der, crypto).envelope
    const members: Readonly<Record<string, JsonValue | undefined>> = {
      LedgerOpened: data['sealCertificate'],
      SealKeyAdded: data['certificate'],
    }
    const certificate = members[type]
    return typeof certificate === 'string' ? parseBase64url(certificate) : undefined
  })
}
