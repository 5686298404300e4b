import { randomBytes, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCertificate, type Certificate } from '@contremarque/ledger'
import {
  developmentPki,
  type DevelopmentPki,
  type DevelopmentUsage,
} from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import type { CertificateAuthority } from '../src/identity/certificate/certificate-authority.js'

export const crypto = nodeCrypto()
export const noon = Date.parse('2026-06-22T12:00:00Z')
export const DAY = 24 * 3_600_000

/** A certificate with its key. */
export interface Keyed {
  readonly certificate: Certificate
  readonly privateKeyPem: string
}

export interface IssueOptions {
  readonly usage?: DevelopmentUsage
  readonly commonName?: string
  readonly notBefore?: number
  readonly notAfter?: number
}

/** A real authority of its own: root, certificates, lists and answers. */
export class TestAuthority {
  private constructor(readonly pki: DevelopmentPki) {}

  /** `below`: not a root but a CA issued by this one. */
  static async make(below?: TestAuthority): Promise<TestAuthority> {
    const { privateKeyPem, publicKey } = generateP256()
    const request = { commonName: 'Development below', publicKey, notBefore: noon - 2 * DAY }
    const rootCertificate = await below?.pki.issueIntermediate(request)
    const pki = await developmentPki({
      key: keySigner(privateKeyPem),
      notBefore: noon - 10 * DAY,
      randomBytes,
      crypto,
      ...(rootCertificate !== undefined && { rootCertificate }),
    })
    return new TestAuthority(pki)
  }

  async issue({
    usage = 'persona',
    commonName = 'Anne',
    ...dates
  }: IssueOptions = {}): Promise<Keyed> {
    const { privateKeyPem, publicKey } = generateP256()
    const days = { notBefore: noon - DAY, notAfter: noon + DAY, ...dates }
    const der = await this.pki.issue({ usage, commonName, publicKey, ...days })
    return { certificate: parseCertificate(der), privateKeyPem }
  }

  /** As the configuration would describe it. */
  settings(revocation: Partial<CertificateAuthority['revocation']> = {}): CertificateAuthority {
    return {
      name: 'essai',
      anchors: [this.pki.root],
      intermediates: [],
      subject: {},
      revocation: {
        policy: 'require',
        timeout: 1_000,
        refresh: 600_000,
        ocsp: null,
        crls: [],
        ...revocation,
      },
    }
  }
}

/** Writes the file that names this authority alone, with a list of what it revoked: nothing. */
export async function describeAuthority({ pki }: TestAuthority, folder: string): Promise<string> {
  const now = Date.now()
  const list = { number: 1, thisUpdate: now - 3_600_000, nextUpdate: now + DAY, revoked: [] }
  const path = join(folder, 'authorities.json')
  await writeFile(join(folder, 'root.pem'), new X509Certificate(pki.root.der).toString())
  await writeFile(join(folder, 'list.crl'), await pki.issueCrl(list))
  const revocation = { policy: 'require', crls: ['list.crl'] }
  const authority = { name: 'barreaux', anchors: ['root.pem'], revocation }
  await writeFile(path, JSON.stringify({ authorities: [authority] }))
  return path
}
