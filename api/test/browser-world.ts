import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchBrowser } from '../../test/browser.js'
import { axeViolations, listen, shoot } from '../../test/page-checks.js'
import { PERSONA_PASSWORD } from '../src/development/pki/persona-key-file.js'
import type { PersonaHandle } from '../src/identity/personas.js'
import { describeAuthorities, TestAuthority, type Keyed } from './certificate-kit.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { TlsWorld } from './tls-caller.js'

export type ClientCertificate = Omit<
  NonNullable<BrowserContextOptions['clientCertificates']>[number],
  'origin'
>

/** Milliseconds for what is awaited in a page: a limit for what hangs. */
const PATIENCE = 60_000

export interface Opened {
  readonly page: Page
  /** What the browser complained of. */
  readonly complaints: readonly string[]
}

/**
 * A real Chromium before the built console and a real server, which listens in plain, with a real OpenID
 * provider beside it, and over TLS. Client certificates are presented by playwright: its proxy makes the
 * mutual TLS connection for each of Chromium's. The headless shell that npm brings trusts the authorities of
 * its user's NSS store and presents no certificate of it; a whole Chromium does, by the policy
 * AutoSelectCertificateForUrls, which stands in /etc for the machine.
 */
export class BrowserWorld {
  private constructor(
    readonly oidc: OidcWorld,
    readonly tls: TlsWorld,
    /** Trusted here beside the development authority. */
    readonly authority: TestAuthority,
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<BrowserWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'contremarque-browser-'))
    const authority = await TestAuthority.make()
    const certificateAuthorities = await describeAuthorities(
      [{ name: 'barreaux', authority }],
      folder,
    )
    const port = { port: 0, isImplied: false, files: undefined, url: undefined }
    // Another site to the browser than this one: its cookies are third parties' there, and ours here.
    const oidc = await oidcWorld(undefined, { tls: port, certificateAuthorities }, 'localhost')
    const tls = await TlsWorld.listen(oidc.world)
    return new BrowserWorld(oidc, tls, authority, await launchBrowser(), folder)
  }

  /** Where no certificate is asked for. */
  get plain(): string {
    return this.oidc.url
  }

  /** Where one is. */
  get secure(): string {
    return `https://127.0.0.1:${this.tls.port}`
  }

  /** A browser of its own, with this certificate or without one. */
  async open(
    certificate?: ClientCertificate,
    options: BrowserContextOptions = {},
  ): Promise<Opened> {
    const context = await this.browser.newContext({
      ignoreHTTPSErrors: true,
      reducedMotion: 'reduce',
      ...(certificate && { clientCertificates: [{ origin: this.secure, ...certificate }] }),
      ...options,
    })
    context.setDefaultTimeout(PATIENCE)
    const page = await context.newPage()
    return { page, complaints: listen(page) }
  }

  /** The `.p12` a persona's browser would import. */
  async persona(handle: PersonaHandle): Promise<ClientCertificate> {
    const path = join(this.oidc.world.folder, `development/personas/${handle}.p12`)
    return { pfx: await readFile(path), passphrase: PERSONA_PASSWORD }
  }

  async closePages(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()))
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.oidc.close()
    rmSync(this.folder, { recursive: true })
  }
}

export function asClientCertificate({ certificate, privateKeyPem }: Keyed): ClientCertificate {
  const cert = new X509Certificate(certificate.der).toString()
  return { cert: Buffer.from(cert), key: Buffer.from(privateKeyPem) }
}

/** Says what is read for, as it is asked before anything is shown. */
export async function statePurpose(page: Page): Promise<void> {
  await page.getByLabel('suivi du dossier').check()
  await page.getByRole('button', { name: 'Indiquer cette finalité' }).click()
}

/** In the theme it is shown in and in the other: axe finds nothing. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await shoot(page, name)
  expect(await axeViolations(page)).toEqual([])
  const isDark = await page.getByRole('button', { name: 'Passer en thème clair' }).isVisible()
  const [other, back] = isDark ? ['clair', 'sombre'] : ['sombre', 'clair']
  await page.getByRole('button', { name: `Passer en thème ${other}` }).click()
  await page.getByRole('button', { name: `Passer en thème ${back}` }).waitFor()
  await shoot(page, `${name}-${other}`)
  expect(await axeViolations(page)).toEqual([])
}

/** What the server says of the browser's session. */
export function sessionStatus(page: Page): Promise<number> {
  return page.evaluate(async () => (await fetch('/api/v1/session')).status)
}
