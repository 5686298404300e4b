import { join } from 'node:path'
import { RevokedPersonas } from '../src/development/pki/revoked-personas.js'
import { personaOf } from '../src/identity/personas.js'
import {
  asClientCertificate,
  BrowserWorld,
  expectAccessible,
  sessionStatus,
  statePurpose,
  type ClientCertificate,
} from './browser-world.js'
import { TestAuthority, type IssueOptions } from './certificate-kit.js'
import { order } from './http-world.js'

const DAY = 86_400_000
const today = { notBefore: Date.now() - DAY, notAfter: Date.now() + DAY }
const BUTTON = { name: 'Se connecter avec un certificat' }
let here: BrowserWorld
let expertise: string

beforeAll(async () => {
  here = await BrowserWorld.start()
  const judge = await here.oidc.world.as('magistrat')
  expertise = (await judge.post('/cases', order())).json<{ case: string }>().case
})
afterAll(() => here.close())
afterEach(() => here.closePages())

test('by certificate: from the page asked for to the port that asks for one, and back to the page', async () => {
  const { page, complaints } = await here.open(await here.persona('magistrat'))
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('link', BUTTON).click()
  await page.getByRole('button', BUTTON).waitFor()
  await expectAccessible(page, 'certificate-here')
  await page.getByRole('button', BUTTON).click()
  await statePurpose(page)
  await page.getByRole('heading', { name: 'Affaire n° 26/00042' }).waitFor()
  expect(page.url()).toBe(`${here.secure}/affaires/${expertise}`)
  await page.getByRole('link', { name: 'Affaires', exact: true }).click()
  await page.getByRole('link', { name: '26/00042' }).waitFor()
  expect(await page.locator('header').innerText()).toContain(
    'Claire Vasseur, en qualité de magistrat — identification par certificat',
  )
  await expectAccessible(page, 'certificate-cases')
  expect(complaints).toEqual([])
})

type Shown = () => Promise<ClientCertificate | undefined>

const issued = async (options: IssueOptions, authority = here.authority) =>
  asClientCertificate(await authority.issue(options))
const refusals: Record<string, readonly [Shown, string]> = {
  CERTIFICATE_MISSING: [async () => undefined, 'Le navigateur n’a présenté aucun certificat.'],
  CERTIFICATE_EXPIRED: [
    () => issued({ notBefore: today.notBefore - DAY, notAfter: today.notBefore }),
    'Faites-le renouveler par l’autorité qui l’a délivré',
  ],
  CERTIFICATE_AUTHORITY_UNKNOWN: [
    async () => issued(today, await TestAuthority.make(await TestAuthority.make())),
    'n’a pas été délivré par une autorité reconnue ici',
  ],
  CERTIFICATE_USAGE_WRONG: [
    () => issued({ ...today, usage: 'server' }),
    'choisissez celui d’authentification, non celui de signature',
  ],
  CERTIFICATE_UNBOUND: [() => issued(today), 'Demandez à l’administrateur des comptes'],
  CERTIFICATE_REVOKED: [revoked, 'Ce certificat a été révoqué.'],
}

test.each(Object.keys(refusals))(
  'T-51 %s: a page of its own says why and what to do, and no session is open',
  async (code) => {
    const [shown, said] = refusals[code]!
    const { page, complaints } = await here.open(await shown())
    const arrived = await page.goto(`${here.secure}/affaires/${expertise}`)
    expect(arrived!.headers()['content-type']).toBe('text/html; charset=utf-8')
    const answered = page.waitForResponse('**/api/v1/session/certificate')
    await page.getByRole('button', BUTTON).click()
    expect((await answered).status()).toBe(403)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    const text = (await alert.innerText()).replace(/[\u00a0\u202f]/g, ' ')
    expect(text).toContain('Aucune session n’a été ouverte')
    expect(text).toContain(said)
    expect(text).toContain(`Code : ${code}`)
    expect(await sessionStatus(page)).toBe(401)
    await expectAccessible(page, `refused-${code}`)
    expect(complaints).toEqual([])
  },
)

async function revoked(): Promise<ClientCertificate> {
  const folder = join(here.oidc.world.folder, 'development')
  await new RevokedPersonas(folder).revoke(personaOf('avocat-clinique'), Date.now())
  return here.persona('avocat-clinique')
}
