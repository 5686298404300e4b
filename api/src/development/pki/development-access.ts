import { toHex } from '@contremarque/ledger'
import type { DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256 } from '@contremarque/ledger/node'
import { X509Certificate } from 'node:crypto'
import type { TlsIdentity } from '../../http/tls-listener.js'
import type { CertificateAuthority } from '../../identity/certificate/certificate-authority.js'
import { PERSONAS } from '../../identity/personas.js'
import type { DevelopmentPersonaCertificates } from './persona-certificates.js'
import type { RevokedPersonas } from './revoked-personas.js'
import {
  serveDevelopmentRevocation,
  type ServedRevocation,
} from './serve-development-revocation.js'

const DAY = 86_400_000

/** The development authority as one that identifies people, its responder and list being served. */
export async function openDevelopmentAuthorityForPeople(
  pki: DevelopmentPki,
  certificates: DevelopmentPersonaCertificates,
  personas: RevokedPersonas,
  now: () => number,
): Promise<{ readonly authority: CertificateAuthority; readonly served: ServedRevocation }> {
  const revoked = async () => {
    const byHandle = await personas.list()
    return new Map(
      PERSONAS.flatMap((persona) => {
        const at = byHandle.get(persona.handle)
        return at === undefined ? [] : [[toHex(certificates.of(persona).serial), at] as const]
      }),
    )
  }
  const served = await serveDevelopmentRevocation({ pki, revoked, now })
  const authority: CertificateAuthority = {
    name: 'développement',
    anchors: [pki.root],
    intermediates: [],
    subject: {},
    revocation: {
      policy: 'require',
      timeout: 3_000,
      refresh: 5_000,
      ocsp: served.ocsp,
      crls: [served.crl],
    },
  }
  return { authority, served }
}

/** A key and certificate for this start of a development server, by the wall clock browsers have. */
export async function issueServerIdentity(pki: DevelopmentPki, host: string): Promise<TlsIdentity> {
  const { privateKeyPem, publicKey } = generateP256()
  const names = [...new Set(['localhost', '127.0.0.1', host])].filter((name) => !name.includes(':'))
  const der = await pki.issue({
    usage: 'server',
    commonName: 'Development server',
    publicKey,
    notBefore: Date.now() - DAY,
    notAfter: Date.now() + 90 * DAY,
    names,
  })
  return { key: privateKeyPem, certificate: new X509Certificate(der).toString() }
}
