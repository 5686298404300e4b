import { readFileSync } from 'node:fs'
import { X509Certificate } from 'node:crypto'
import { SettingsError, type Settings } from './config/settings.js'
import { systemTimers } from './config/timers.js'
import {
  issueServerIdentity,
  openDevelopmentAuthorityForPeople,
} from './development/pki/development-access.js'
import { openDevelopmentAuthority } from './development/pki/development-authority.js'
import type { DevelopmentPersonaCertificates } from './development/pki/persona-certificates.js'
import { PersonaHolders } from './development/pki/persona-holders.js'
import { RevokedPersonas } from './development/pki/revoked-personas.js'
import type { AddressConnections } from './http/address-connections.js'
import { BoundSessions } from './http/bound-sessions.js'
import type { ConnectionLimits } from './http/connection-limits.js'
import type { Metrics } from './http/metrics.js'
import { TlsListener, type TlsIdentity } from './http/tls-listener.js'
import type {
  CertificateAuthority,
  CertificateProxy,
} from './identity/certificate/certificate-authority.js'
import { certificateProof } from './identity/certificate/certificate-proof.js'
import { CertificateIdentification } from './identity/certificate/certificate-identification.js'
import {
  readCertificateSettings,
  type CertificateSettings,
} from './identity/certificate/read-certificate-settings.js'
import { HttpRevocationSource } from './identity/certificate/revocation-source.js'
import { Revocation } from './identity/certificate/revocation.js'
import type { Persons } from './identity/persons.js'
import { RefusedIdentifications } from './identity/refused-identifications.js'
import type { Sessions } from './identity/sessions.js'
import type { LedgerNode } from './ledger-node.js'

/** What it takes to identify people by the certificates they show on a port of its own. */
export interface CertificateAccess {
  readonly listener: TlsListener
  readonly identification: CertificateIdentification
  readonly proxies: readonly CertificateProxy[]
  readonly bound: BoundSessions
  readonly refused: RefusedIdentifications
  close(): Promise<void>
}

export interface CertificateAccessParts {
  readonly node: LedgerNode
  readonly sessions: Sessions
  readonly metrics: Metrics
  /** Told of what fails after an answer. */
  readonly onFailure: (error: unknown) => void
  /** Present in a development ledger. */
  readonly personas: DevelopmentPersonaCertificates | undefined
  readonly limits: ConnectionLimits
  readonly connections: AddressConnections
}

/**
 * Undefined where nobody wants TLS. A development ledger makes what is not given: a server
 * certificate, and its own authority, whose responder it serves on the loopback interface.
 * @throws SettingsError
 */
export async function openCertificateAccess(
  { tls, certificateAuthorities, host }: Settings,
  parts: CertificateAccessParts,
): Promise<CertificateAccess | undefined> {
  if (tls === undefined) return undefined
  const { node, personas } = parts
  const { profile } = node.ledger.folder.info
  const configured: CertificateSettings =
    certificateAuthorities === undefined
      ? { authorities: [], proxies: [] }
      : readCertificateSettings(certificateAuthorities, profile)
  const given = tls.files && readIdentity(tls.files)
  if (personas === undefined) {
    if (given === undefined) throw missing('a key and a certificate for TLS')
    return accessOf(given, configured, node.persons.known, parts)
  }
  const { pki } = await openDevelopmentAuthority(node.ledger.folder.paths)
  const revoked = new RevokedPersonas(node.ledger.folder.paths.development)
  const now = (): number => node.clock.now()
  const made = await openDevelopmentAuthorityForPeople(pki, personas, revoked, now)
  const authorities = [...configured.authorities, made.authority]
  const identity = given ?? (await issueServerIdentity(pki, host))
  const holders = new PersonaHolders(node.persons, personas)
  const access = accessOf(identity, { ...configured, authorities }, holders, parts)
  const close = async (): Promise<void> => {
    await access.close()
    await made.served.close()
  }
  return { ...access, close }
}

function accessOf(
  identity: TlsIdentity,
  { authorities, proxies }: CertificateSettings,
  persons: Pick<Persons['known'], 'find'>,
  parts: CertificateAccessParts,
): CertificateAccess {
  const { ledger, clock } = parts.node
  const { crypto } = ledger.folder
  const source = new HttpRevocationSource(systemTimers)
  const revocation = new Revocation(source, () => clock.now(), crypto)
  const identification = new CertificateIdentification({
    authorities,
    revocation,
    persons,
    clock,
    crypto,
  })
  const listener = new TlsListener(identity, authorities.flatMap(pemOf), parts)
  const refused = new RefusedIdentifications(parts.node)
  const bound = boundSessions({ identification, proxies, refused }, parts)
  bound.watch()
  const close = (): Promise<void> => {
    bound.stop()
    return listener.close()
  }
  return { listener, identification, proxies, bound, refused, close }
}

function boundSessions(
  { refused, ...certified }: Pick<CertificateAccess, 'identification' | 'proxies' | 'refused'>,
  { node, sessions, metrics, onFailure }: CertificateAccessParts,
): BoundSessions {
  return new BoundSessions({
    ...certified,
    sessions,
    timers: systemTimers,
    now: () => node.clock.now(),
    onRefused: ({ session, presented, error }) => {
      metrics.notIdentified.inc({ code: error.code })
      const proof = certificateProof(presented)
      refused.continuing(session.person.id, proof, error).catch(onFailure)
    },
  })
}

function pemOf({ anchors, intermediates }: CertificateAuthority): string[] {
  return [...anchors, ...intermediates].map(({ der }) => new X509Certificate(der).toString())
}

function readIdentity(files: { readonly key: string; readonly certificate: string }): TlsIdentity {
  try {
    return {
      key: readFileSync(files.key, 'utf8'),
      certificate: readFileSync(files.certificate, 'utf8'),
    }
  } catch (cause) {
    throw new SettingsError(
      'SETTINGS_MALFORMED',
      'CONTREMARQUE_TLS_KEY_FILE, CONTREMARQUE_TLS_CERTIFICATE_FILE: cannot be read',
      { cause },
    )
  }
}

function missing(what: string): SettingsError {
  return new SettingsError('SETTINGS_MALFORMED', `CONTREMARQUE_TLS_PORT: expected ${what}`)
}

/** Where a browser is asked for a certificate. */
export function consoleUrl({ tls, host }: Settings, { listener }: CertificateAccess): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const base = tls?.url ?? `https://${name.includes(':') ? `[${name}]` : name}:${listener.port}`
  return new URL('/session', base).href
}
