import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCertificate, verifyChain, type Certificate, type Crypto } from '@contremarque/ledger'
import type { DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256 } from '@contremarque/ledger/node'
import type { PersonaCertificates } from '../../identity/persona-identification.js'
import { IdentityError } from '../../identity/identity-error.js'
import { PERSONAS, type Persona } from '../../identity/personas.js'

const DAY = 86_400_000
const TEN_YEARS = 3650 * DAY

/** Development certificates of the personas: marked, issued under the ledger's own root. */
export class DevelopmentPersonaCertificates implements PersonaCertificates {
  private constructor(
    private readonly certificates: ReadonlyMap<string, Certificate>,
    private readonly root: Certificate,
    private readonly crypto: Crypto,
  ) {}

  /** Reads them from `folder`; those missing are issued. Their private keys are not kept: nobody signs with them. */
  static async open(
    folder: string,
    pki: DevelopmentPki,
    crypto: Crypto,
    now: number,
  ): Promise<DevelopmentPersonaCertificates> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const certificates = new Map<string, Certificate>()
    for (const persona of PERSONAS) {
      const path = join(folder, `${persona.handle}.cert.der`)
      const der = (await readIfThere(path)) ?? (await issue(path, persona, pki, now))
      certificates.set(persona.id, parseCertificate(der))
    }
    return new DevelopmentPersonaCertificates(certificates, pki.root, crypto)
  }

  /**
   * The persona's certificate, checked against the development root at this instant.
   * @throws IdentityError PERSONA_CERTIFICATE_INVALID
   */
  async validAt(persona: Persona, now: number): Promise<Certificate> {
    const leaf = this.certificates.get(persona.id)!
    const roots = [this.root]
    const result = await verifyChain({ leaf, intermediates: [], roots, at: now }, this.crypto)
    if (result.ok) return leaf
    throw new IdentityError('PERSONA_CERTIFICATE_INVALID', `certificate: ${result.code}`)
  }
}

async function issue(
  path: string,
  { handle }: Persona,
  pki: DevelopmentPki,
  now: number,
): Promise<Uint8Array> {
  const notBefore = now - DAY
  const der = await pki.issue({
    usage: 'persona',
    commonName: `Development persona ${handle}`,
    publicKey: generateP256().publicKey,
    notBefore,
    notAfter: notBefore + TEN_YEARS,
  })
  await writeFile(path, der, { mode: 0o600, flush: true })
  return der
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
