import { parseCertificate, toBase64, type LedgerTsa } from '@contremarque/ledger'
import { fileSigner, nodeCrypto } from '@contremarque/ledger/node'
import { DEVELOPMENT_HOST, problemsOf } from './assert-profile.js'
import { assertIssued, readCertificate, readText } from './brought-files.js'
import { FolderError } from './folder-error.js'
import type { Founder, Founding } from './founding.js'

/** What an operator brings to open a production ledger. Files are PEM. */
export interface ProductionSettings {
  /** First part of the origin: a host name of the operator's. */
  readonly host: string
  readonly name: string
  readonly sealKey: string
  readonly sealCertificate: string
  readonly sealRoots: readonly string[]
  readonly tsaRoots: readonly string[]
  readonly tsas: readonly ProductionTsa[]
  readonly passphrase?: string
}

export interface ProductionTsa {
  readonly name: string
  readonly url: string
  /** Certificate files that are accepted. */
  readonly certificates: readonly string[]
  /** Issuer certificate files, kept beside each token. */
  readonly chain: readonly string[]
  /** Accepted policies, dotted; the first is asked for. */
  readonly policies: readonly string[]
  /** Milliseconds, where a token states none. */
  readonly accuracy: number
  /** URLs of revocation lists. */
  readonly crls: readonly string[]
  /** URL of the OCSP responder for the authority's own certificate; null: none. */
  readonly ocsp: string | null
}

/** Founds a production ledger; nothing of development may be in it. */
export function foundProductionLedger(settings: ProductionSettings, now: number): Founder {
  return async () => {
    const { host, name, passphrase } = settings
    if (host === DEVELOPMENT_HOST) throw refused('a development origin')
    const sealKeyPem = await readText(settings.sealKey)
    const sealCertificate = await readCertificate(settings.sealCertificate)
    const sealRoots = await Promise.all(settings.sealRoots.map(readCertificate))
    const tsaRoots = await Promise.all(settings.tsaRoots.map(readCertificate))
    const phrase = passphrase === undefined ? {} : { passphrase }
    fileSigner({ privateKeyPem: sealKeyPem, certificate: sealCertificate, ...phrase })
    await assertIssued(sealCertificate, sealRoots, now)
    const tsas = await Promise.all(settings.tsas.map(readTsa))
    for (const der of [sealCertificate, ...sealRoots, ...tsaRoots]) assertReal(der)
    return {
      profile: 'production',
      host,
      name,
      sealKeyPem,
      sealCertificate,
      sealRoots,
      tsaRoots,
      tsas,
      ...phrase,
    }
  }
}

async function readTsa(tsa: ProductionTsa): Promise<Founding['tsas'][number]> {
  const certificates = await Promise.all(tsa.certificates.map(readCertificate))
  const chain = await Promise.all(tsa.chain.map(readCertificate))
  for (const der of [...certificates, ...chain]) assertReal(der)
  const { name, url, policies, accuracy } = tsa
  const crypto = nodeCrypto()
  const digests = certificates.map((der) => crypto.digest('sha-256', der).toHex())
  const trusted: LedgerTsa = { name, policies, accuracy, certificates: digests }
  const settings = {
    name,
    url,
    policy: policies[0] ?? null,
    chain: chain.map(toBase64),
    crls: [...tsa.crls],
    ocsp: tsa.ocsp,
  }
  return { settings, trusted }
}

function assertReal(der: Uint8Array): void {
  const [problem] = problemsOf(der, `certificate ${parseCertificate(der).commonName ?? ''}`)
  if (problem !== undefined) throw refused(problem)
}

function refused(what: string): FolderError {
  return new FolderError('DEVELOPMENT_IN_PRODUCTION', `a production ledger may not rest on ${what}`)
}
