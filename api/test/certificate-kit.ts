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

/** An authority as a configuration file names it. */
export interface DescribedAuthority {
  readonly name: string
  readonly authority: TestAuthority
  readonly subject?: CertificateAuthority['subject']
  /** Address of its responder; absent: a list of what it revoked, nothing. */
  readonly ocsp?: string
  /** Whether it has such a list beside its responder. */
  readonly hasList?: boolean
}

/** Writes the file that names these authorities, each of whom wants to be asked what it revoked. */
export async function describeAuthorities(
  authorities: readonly DescribedAuthority[],
  folder: string,
): Promise<string> {
  const path = join(folder, 'authorities.json')
  const described = await Promise.all(authorities.map((one) => describe(one, folder)))
  await writeFile(path, JSON.stringify({ authorities: described }))
  return path
}

async function describe(
  { name, authority: { pki }, subject = {}, ocsp, hasList }: DescribedAuthority,
  folder: string,
) {
  const now = Date.now()
  const list = { number: 1, thisUpdate: now - 3_600_000, nextUpdate: now + DAY, revoked: [] }
  const [root, crl] = [`${name}.pem`, `${name}.crl`]
  await writeFile(join(folder, root), new X509Certificate(pki.root.der).toString())
  await writeFile(join(folder, crl), await pki.issueCrl(list))
  const crls = ocsp === undefined || hasList === true ? [crl] : []
  const revocation = { policy: 'require', refreshSeconds: 10, ocsp, crls }
  return { name, anchors: [root], subject, revocation }
}
