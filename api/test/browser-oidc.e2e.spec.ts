import { BrowserWorld, expectAccessible, sessionStatus, statePurpose } from './browser-world.js'
import { order } from './http-world.js'

const LOGIN = { name: 'Se connecter avec Fournisseur local' }
/** Of a link that looks like a button: axe does not see through what lies over it. */
const COLOURS = `(({ color, backgroundColor }) => [color, backgroundColor])(
  getComputedStyle(document.querySelector('a.v-btn')))`
let here: BrowserWorld
let expertise: string

beforeAll(async () => {
  here = await BrowserWorld.start()
  const { idp, world } = here.oidc
  const expert = await here.oidc.enrol(idp.url, 'aubry', 'expert', 'Dr Hélène Aubry')
  const { actors, ...ordered } = order()
  const judge = await world.as('magistrat')
  const body = {
    ...ordered,
    actors: actors.map((each) => (each.role === 'expert' ? { ...each, person: expert } : each)),
  }
  expertise = (await judge.post('/cases', body)).json<{ case: string }>().case
})
afterAll(() => here.close())
beforeEach(() => here.oidc.idp.reset({ subject: 'aubry', acr: 'eidas3' }))
afterEach(() => here.closePages())

test('by an issuer of another site: its page, back, terms accepted, purpose stated, on the page asked for', async () => {
  here.oidc.idp.asks = true
  const { page, complaints } = await here.open()
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('link', LOGIN).waitFor()
  await expectAccessible(page, 'oidc-begins')
  const [ink, ground] = await page.evaluate<string[]>(COLOURS)
  expect(ink).not.toBe(ground)
  await page.getByRole('link', LOGIN).click()
  await page.getByRole('button', { name: 'Consentir et continuer' }).click()
  await page.getByRole('button', { name: /J’accepte les conditions d’utilisation/ }).click()
  await statePurpose(page)
  await page.getByRole('heading', { name: 'Affaire n° 26/00042' }).waitFor()
  expect(page.url()).toBe(`${here.plain}/affaires/${expertise}`)
  expect(await page.locator('header').innerText()).toContain(
    'Dr Hélène Aubry, en qualité d’expert — identification déléguée',
  )
  expect(complaints).toEqual([])
})

test.each([
  ['OIDC_ASSURANCE_INSUFFICIENT', { subject: 'aubry', acr: 'eidas2' }, 'moyen d’identification'],
  ['SUBJECT_UNBOUND', { subject: 'stranger', acr: 'eidas3' }, 'rattaché à personne'],
  ['OIDC_REFUSED', { subject: 'aubry', declines: true }, 'abandonnée'],
])('T-41 %s: a page says why and what to do, and leads on', async (code, account, said) => {
  here.oidc.idp.account = account
  const { page, complaints } = await here.open()
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('link', LOGIN).click()
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toContain(said)
  expect(await alert.innerText()).toContain(code)
  expect(await sessionStatus(page)).toBe(401)
  await expectAccessible(page, `refused-${code}`)
  expect(await page.getByRole('link', LOGIN).getAttribute('href')).toBe(
    `${here.plain}/api/v1/session/oidc/local?returnTo=${encodeURIComponent(`/affaires/${expertise}`)}`,
  )
  expect(complaints).toEqual([])
})

test('T-42 no address to return to leads out of the console', async () => {
  const { page } = await here.open()
  for (const elsewhere of [
    '//other.example/',
    'https://other.example/',
    '/\\other.example/',
    '/\t/other.example/',
    '/..//other.example/',
    '/%0a//other.example/',
    'javascript:alert(1)',
    '/api/v1/terms',
  ]) {
    await page.goto(`${here.plain}/session?retour=${encodeURIComponent(elsewhere)}`)
    const login = await page.getByRole('link', LOGIN).getAttribute('href')
    expect(login).toBe(`${here.plain}/api/v1/session/oidc/local`)
    await page.getByRole('button', { name: 'Claire Vasseur' }).click()
    await page.waitForURL(({ pathname }) => pathname !== '/session')
    expect(page.url()).toBe(`${here.plain}/affaires`)
  }
})

test('closing the session leads to the issuer’s page, and back from there to one that says that both are over', async () => {
  const { page, complaints } = await here.open()
  await page.goto(`${here.plain}/affaires/${expertise}`)
  await page.getByRole('link', LOGIN).click()
  await statePurpose(page)
  await page.getByRole('button', { name: 'Fermer la session' }).click()
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.getByText('ici et chez le fournisseur d’identité').waitFor()
  expect(await sessionStatus(page)).toBe(401)
  await expectAccessible(page, 'logged-out')
  expect(complaints).toEqual([])
})
