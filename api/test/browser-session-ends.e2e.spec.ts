import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { RevokedPersonas } from '../src/development/pki/revoked-personas.js'
import { personaOf } from '../src/identity/personas.js'
import { BrowserWorld, expectAccessible, statePurpose } from './browser-world.js'
import { order } from './http-world.js'

const CERTIFICATE = { name: 'Se connecter avec un certificat' }
const real = Date.now
let ahead = 0
let here: BrowserWorld
let expertise: string

beforeAll(async () => {
  Date.now = () => real() + ahead
  here = await BrowserWorld.start()
  const judge = await here.oidc.world.as('magistrat')
  expertise = (await judge.post('/cases', order())).json<{ case: string }>().case
  await here.oidc.world.as('greffe')
})
afterAll(async () => {
  Date.now = real
  await here.close()
})
afterEach(() => here.closePages())

test('T-52 a certificate revoked while a case is read: nothing is shown any more, and the page says why', async () => {
  const { page } = await here.open(await here.persona('greffe'))
  await page.goto(`${here.secure}/affaires/${expertise}`)
  await page.getByRole('button', CERTIFICATE).click()
  await readCase(page)
  const folder = join(here.oidc.world.folder, 'development')
  await new RevokedPersonas(folder).revoke(personaOf('greffe'), Date.now())
  ahead += 61_000
  await expectEnded(page, 'Ce certificat a été révoqué.')
  await expectAccessible(page, 'ended-revoked')
  await page.getByRole('link', { name: 'S’identifier de nouveau' }).click()
  await page.getByRole('button', CERTIFICATE).click()
  expect(await page.getByRole('alert').innerText()).toContain('CERTIFICATE_REVOKED')
})

test('T-21 a session that expired leads through identification back to where it ended', async () => {
  const { page } = await here.open()
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('button', { name: 'Claire Vasseur' }).click()
  await readCase(page)
  ahead += 8 * 3_600_000
  await expectEnded(page, 'La session a atteint sa durée maximale')
  await page.getByRole('link', { name: 'S’identifier de nouveau' }).click()
  await page.getByRole('button', { name: 'Claire Vasseur' }).click()
  await readCase(page)
  expect(page.url()).toBe(`${here.plain}/affaires/${expertise}`)
})

test('T-74 whose role is withdrawn while he only looks at a page is shown nothing more, unasked', async () => {
  const { page } = await here.open()
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('button', { name: 'Dr Hélène Aubry' }).click()
  await page.getByRole('button', { name: /J’accepte les conditions d’utilisation/ }).click()
  await readCase(page)
  const administrator = await here.oidc.world.as('administrateur')
  const change = { kind: 'WithdrawRole', role: 'expert' }
  const path = `/persons/${personaOf('expert').id}/roles`
  expect((await administrator.post(path, change)).statusCode).toBe(201)
  await expectEnded(page, 'une qualité ou un moyen d’identification vous a été retiré')
})

async function readCase(page: Page): Promise<void> {
  await statePurpose(page)
  await page.getByRole('heading', { name: 'Affaire n° 26/00042' }).waitFor()
}

/** Unasked: the live feed has the page ask now and then how things stand. */
async function expectEnded(page: Page, reason: string): Promise<void> {
  await page.getByRole('heading', { name: 'Votre session est terminée' }).waitFor()
  expect(await page.locator('main').innerText()).toContain(reason)
  expect(await page.locator('body').innerText()).not.toContain('26/00042')
}
