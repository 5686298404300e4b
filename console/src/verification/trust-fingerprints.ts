import { encodeUtf8, parseBase64, parseTrust, type Trust } from '@contremarque/ledger'
import { webCrypto } from '@contremarque/ledger/web'

/** One anchor as people compare it. */
export interface AnchorFingerprint {
  readonly what: 'genesis' | 'checkpointKey' | 'sealRoot' | 'tsaRoot' | 'tsa'
  readonly name: string
  readonly sha256: string
}

/**
 * The anchors of a trust file, with the SHA-256 that another way should give too.
 *
 * @throws LedgerError TRUST_MALFORMED
 */
export function trustFingerprints(text: string): readonly AnchorFingerprint[] {
  const trust: Trust = parseTrust(encodeUtf8(text))
  const crypto = webCrypto()
  const of = (what: AnchorFingerprint['what'], bytes: Uint8Array): AnchorFingerprint => ({
    what,
    name: '',
    sha256: hex(crypto.digest('sha-256', bytes)),
  })
  return [
    { what: 'genesis', name: '', sha256: trust.genesis },
    of('checkpointKey', encodeUtf8(trust.checkpointKey)),
    ...trust.sealRoots.map((root) => of('sealRoot', parseBase64(root))),
    ...trust.tsaRoots.map((root) => of('tsaRoot', parseBase64(root))),
    ...trust.tsas.flatMap(({ name, certificates }) =>
      certificates.map((sha256) => ({ what: 'tsa' as const, name, sha256 })),
    ),
  ]
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
