import { hash } from 'node:crypto'
import { LedgerError, parseCertificate, toHex } from '@contremarque/ledger'
import type { Proof } from '../refused-identifications.js'
import type { PresentedCertificate } from './certificate-authority.js'

/** What a connection proves that shows this certificate: whoever is there has its key. */
export function certificateProof({ der }: PresentedCertificate): Proof {
  const fingerprint = hash('sha256', der)
  return {
    credential: { method: 'certificate', fingerprint },
    evidence: { fingerprint, serial: serialOf(der) },
  }
}

function serialOf(der: Uint8Array): string | null {
  try {
    return toHex(parseCertificate(der).serial)
  } catch (cause) {
    if (cause instanceof LedgerError) return null
    throw cause
  }
}
