import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/free-port.js'
import type { Settings } from '../src/config/settings.js'
import { httpWorld, type Caller, type HttpWorld } from './http-world.js'
import { CLIENT, LocalIssuer, PLATFORM } from './local-issuer.js'
import type { Platform } from './platform.js'

/** A server that listens, and a real issuer beside it. */
export interface OidcWorld {
  readonly world: HttpWorld
  readonly idp: LocalIssuer
  /** Where the server is reached. */
  readonly url: string
  readonly admin: Caller
  /** Enrols somebody whom an issuer identifies by this subject. */
  enrol(issuer: string, subject: string, role: string, name: string): Promise<string>
  /** From now on he is known by this account too. */
  bind(person: string, issuer: string, subject: string): Promise<void>
  close(): Promise<void>
}

export async function oidcWorld(
  platform?: Platform,
  change: Partial<Settings> = {},
  idpHost = '127.0.0.1',
  client: object = {},
): Promise<OidcWorld> {
  // The issuer has to know the address before the server listens.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const idp = await LocalIssuer.start(`${url}/api/v1/session/oidc/local/callback`, idpHost)
  const folder = await mkdtemp(join(tmpdir(), 'contremarque-oidc-'))
  const oidc = await writeOidcSettings(folder, url, idp.url, platform, client)
  const world = await httpWorld({ oidc, ...change })
  await world.listen(port)
  const admin = await world.as('administrateur')
  const bind = async (person: string, issuer: string, subject: string) => {
    const credential = { method: 'oidc', issuer, subject }
    const bound = await admin.post(`/persons/${person}/credentials`, credential)
    expect(bound.statusCode).toBe(201)
  }
  return {
    world,
    idp,
    url,
    admin,
    bind,
    async enrol(issuer, subject, role, name) {
      const enrolled = await admin.post('/persons', { role, name, address: null })
      expect(enrolled.statusCode).toBe(201)
      const { person } = enrolled.json<{ person: string }>()
      await bind(person, issuer, subject)
      return person
    },
    async close() {
      await world.close()
      await idp.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** @returns the file that names the issuer */
export async function writeOidcSettings(
  folder: string,
  publicUrl: string,
  issuer: string,
  platform?: Platform,
  client: object = {},
): Promise<string> {
  const oidc = join(folder, 'oidc.json')
  await writeFile(join(folder, 'secret'), CLIENT.secret)
  await writeFile(join(folder, 'keys.json'), JSON.stringify(platform?.keys ?? {}))
  await writeFile(oidc, JSON.stringify(settings(publicUrl, issuer, platform, client)))
  return oidc
}

function settings(
  publicUrl: string,
  issuer: string,
  platform: Platform | undefined,
  client: object,
) {
  const clients =
    platform === undefined
      ? []
      : [
          {
            clientId: PLATFORM.id,
            issuer: 'local',
            scopes: ['read', 'record'],
            persons: { issuer: platform.issuer, keysFile: 'keys.json' },
            ...client,
          },
        ]
  return {
    publicUrl,
    issuers: [
      {
        name: 'local',
        title: 'Fournisseur local',
        issuer,
        clientId: CLIENT.id,
        clientSecretFile: 'secret',
        assurance: { accepted: ['eidas3'] },
      },
    ],
    clients,
  }
}
