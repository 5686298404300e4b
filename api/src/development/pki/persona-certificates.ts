import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCertificate, verifyChain, type Certificate, type Crypto } from '@contremarque/ledger'
import type { DevelopmentPki } from '@contremarque/ledger/development'
import { generateP256 } from '@contremarque/ledger/node'
import type { PersonaCertificates } from '../../identity/persona-identification.js'
import { IdentityError } from '../../identity/identity-error.js'
import { PERSONAS, type Persona } from '../../identity/personas.js'
import { encodePersonaKeyFile, PERSONA_README } from './persona-key-file.js'

const DAY = 86_400_000
const TEN_YEARS = 3650 * DAY

/** Development certificates of the personas: marked, issued under the ledger's own root. */
export class DevelopmentPersonaCertificates implements PersonaCertificates {
  private constructor(
    private readonly certificates: ReadonlyMap<string, Certificate>,
    private readonly root: Certificate,
    private readonly crypto: Crypto,
  ) {}

  /** Reads them from `folder`; those missing are issued, each with its key in a `.p12` to import. */
  static async open(
    folder: string,
    pki: DevelopmentPki,
    crypto: Crypto,
    now: number,
  ): Promise<DevelopmentPersonaCertificates> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await write(join(folder, 'README.md'), PERSONA_README)
    const certificates = new Map<string, Certificate>()
    for (const persona of PERSONAS) {
      const der =
        (await readKept(folder, persona)) ?? (await issue(folder, persona, pki, crypto, now))
      certificates.set(persona.id, parseCertificate(der))
    }
    return new DevelopmentPersonaCertificates(certificates, pki.root, crypto)
  }

  /**
   * The persona's certificate, checked against the development root at this instant.
   * @throws IdentityError PERSONA_CERTIFICATE_INVALID
   */
  async validAt(persona: Persona, now: number): Promise<Certificate> {
    const leaf = this.of(persona)
    const roots = [this.root]
    const result = await verifyChain({ leaf, intermediates: [], roots, at: now }, this.crypto)
    if (result.ok) return leaf
    throw new IdentityError('PERSONA_CERTIFICATE_INVALID', `certificate: ${result.code}`)
  }

  of({ id }: Persona): Certificate {
    return this.certificates.get(id)!
  }
}

async function issue(
  folder: string,
  persona: Persona,
  pki: DevelopmentPki,
  crypto: Crypto,
  now: number,
): Promise<Uint8Array> {
  const notBefore = now - DAY
  const { privateKeyPem, publicKey } = generateP256()
  const der = await pki.issue({
    usage: 'persona',
    commonName: `Development persona ${persona.handle}`,
    publicKey,
    notBefore,
    notAfter: notBefore + TEN_YEARS,
  })
  const { certificate, keyFile } = filesOf(folder, persona)
  await write(certificate, der)
  await write(keyFile, encodePersonaKeyFile(persona, der, privateKeyPem, crypto))
  return der
}

/** A certificate whose key was not kept is of no use to anybody. */
async function readKept(folder: string, persona: Persona): Promise<Uint8Array | undefined> {
  const { certificate, keyFile } = filesOf(folder, persona)
  const [der, pfx] = await Promise.all([readIfThere(certificate), readIfThere(keyFile)])
  return pfx === undefined ? undefined : der
}

function filesOf(folder: string, { handle }: Persona) {
  return {
    certificate: join(folder, `${handle}.cert.der`),
    keyFile: join(folder, `${handle}.p12`),
  }
}

function write(path: string, content: string | Uint8Array): Promise<void> {
  return writeFile(path, content, { mode: 0o600, flush: true })
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
