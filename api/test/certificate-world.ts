import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Metrics } from '../src/http/metrics.js'
import { describeAuthorities, type DescribedAuthority, type Keyed } from './certificate-kit.js'
import { httpWorld, type Caller } from './http-world.js'
import { TlsWorld, type TlsCaller } from './tls-caller.js'

const PERSON = { role: 'avocat', name: 'Me Antoine Girard', address: null }
const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }

/** A ledger that takes certificates of these authorities, with an administrator who binds them. */
export class CertificateWorld {
  private constructor(
    readonly tls: TlsWorld,
    private readonly administrator: Caller,
    private readonly settings: string,
  ) {}

  static async open(authorities: readonly DescribedAuthority[]): Promise<CertificateWorld> {
    const settings = await mkdtemp(join(tmpdir(), 'contremarque-authorities-'))
    const certificateAuthorities = await describeAuthorities(authorities, settings)
    const tls = await TlsWorld.listen(await httpWorld({ tls: TLS, certificateAuthorities }))
    return new CertificateWorld(tls, await tls.world.as('administrateur'), settings)
  }

  /** Id of a new person whom this certificate identifies. */
  async enrol({ certificate }: Keyed): Promise<string> {
    const enrolled = await this.administrator.post('/persons', PERSON)
    const { person } = enrolled.json<{ person: string }>()
    const bound = await this.administrator.post(`/persons/${person}/credentials`, {
      method: 'certificate',
      certificate: Buffer.from(certificate.der).toString('base64'),
    })
    expect(bound.statusCode).toBe(201)
    return person
  }

  /** A browser that shows this certificate. */
  with(shown: Keyed): TlsCaller {
    return this.tls.with({ cert: pemOf(shown), key: shown.privateKeyPem })
  }

  /** How many identifications were refused with this code so far. */
  async refusedFor(code: string): Promise<number> {
    const { text } = await this.tls.world.server.app.get(Metrics).render()
    const line = new RegExp(
      `^contremarque_identifications_refused_total\\{code="${code}"\\} (\\d+)`,
      'm',
    )
    return Number(line.exec(text)?.[1] ?? 0)
  }

  async close(): Promise<void> {
    await this.tls.close()
    await rm(this.settings, { recursive: true })
  }
}

export function pemOf({ certificate }: Keyed): string {
  return new X509Certificate(certificate.der).toString()
}
