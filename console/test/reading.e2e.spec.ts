/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import type { Page } from 'playwright-core'
import { axeViolations, shoot } from '../../test/page-checks.ts'
import { Reader } from './fixture/reader.ts'
import { auditor, claimant, judge } from './fixture/people.ts'
import { entryId } from './fixture/read-side.ts'
import { CASE } from './fixture/told-ledger.ts'

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())
afterEach(() => reader.closeAll())

const heading = (page: Page) => page.locator('h1').innerText()
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent.trim() ?? '')

test('whoever has no session chooses a persona and comes to the page asked for', async () => {
  const { page } = await reader.open({ persona: null })
  await reader.goto(page, `/affaires/${CASE}`)
  expect(await heading(page)).toBe('S’identifier')
  expect(await page.locator('main').innerText()).toContain('n’identifie personne')
  await page.getByRole('button', { name: judge.name }).click()
  await page.getByRole('heading', { name: 'Affaire n° 26/00412' }).waitFor()
  const shell = await page.locator('header').innerText()
  expect(shell).toContain('Claire Vasseur, en qualité de magistrat')
  expect(shell).toContain('Votre consultation est enregistrée.')
  expect(shell).toMatch(
    /Registre de développement.: ne prouve rien. Autorité d’horodatage de développement/,
  )
})

test('before the terms of use are accepted nothing else opens; then the page asked for does', async () => {
  const { page, complaints } = await reader.open({ persona: auditor })
  await reader.goto(page, `/affaires/${CASE}`)
  expect(await heading(page)).toBe('Conditions d’utilisation')
  const shown = await page.locator('main').innerText()
  expect(shown).toContain('Version 2025-1, en vigueur à compter du 1er janvier 2025.')
  const sections = page.locator('main section')
  expect(await sections.evaluateAll((all) => all.map((each) => each.getAttribute('lang')))).toEqual(
    ['fr', 'en'],
  )
  await shoot(page, 'terms-asked')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'Affaires' }).click()
  expect(await heading(page)).toBe('Conditions d’utilisation')
  await reader.goto(page, `/affaires/${CASE}`)
  await page.getByRole('button', { name: 'J’accepte les conditions d’utilisation' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Finalité de la consultation' }).waitFor()
  expect(complaints).toEqual([])
})

test('the purpose is asked for once, by keyboard, before anything is read; then it stands in the header', async () => {
  const { page, complaints } = await reader.open({ persona: claimant })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`${reader.origin}/affaires/${CASE}`)
  const dialog = page.getByRole('dialog', { name: 'Finalité de la consultation' })
  await dialog.waitFor()
  expect(await page.title()).toBe('Finalité de la consultation · Contremarque')
  expect(asked.filter((path) => /^\/api\/v1\/(cases|events|entries)/.test(path))).toEqual([])
  await page.keyboard.press('Escape')
  expect(await dialog.isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Indiquer cette finalité' }).press('Enter')
  expect(await dialog.getByRole('alert').innerText()).toBe('Choisissez une finalité.')
  await shoot(page, 'purpose-asked')
  expect(await axeViolations(page)).toEqual([])
  await page.getByLabel('autre finalité, à préciser').press('Space')
  expect(await dialog.getByRole('alert').innerText()).toBe('Précisez cette autre finalité.')
  await page.getByLabel('Précision').fill('recours de la demanderesse')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Affaire n° 26/00412' }).waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.textContent.trim())
  expect(await focused()).toBe('Affaire n°\u00a026/00412')
  const identity = page.locator('.identity')
  expect(await identity.innerText()).toMatch(/Finalité.: autre finalité \(recours de la/)
  await reader.goto(page, '/affaires')
  expect(await dialog.count()).toBe(0)
  await page.getByRole('button', { name: 'Changer de finalité' }).press('Enter')
  expect(await page.getByLabel('Précision').inputValue()).toBe('recours de la demanderesse')
  await shoot(page, 'purpose-changed')
  await page.getByLabel('production d’une preuve').check()
  await page.getByRole('button', { name: 'Indiquer cette finalité' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await identity.innerText()).toMatch(/Finalité.: production d’une preuve/)
  await page.getByRole('button', { name: 'Changer de finalité' }).click()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await focused()).toBe('Changer de finalité')
  expect(complaints).toEqual([])
})

test('a link to elsewhere after signing in is not followed', async () => {
  const { page } = await reader.open({ persona: null })
  await reader.goto(page, '/session?retour=//example.invalid/x')
  await page.getByRole('button', { name: judge.name }).click()
  await page.getByRole('heading', { name: 'Affaires', level: 1 }).waitFor()
  expect(new URL(page.url()).origin).toBe(reader.origin)
})

test('the keyboard alone: skip link, a case opened from its row, the heading heard, an entry opened', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/affaires')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Aller au contenu')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
  for (let i = 0; (await focused(page)) !== '26/00412'; i++) {
    expect(i).toBeLessThan(10)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Affaire n° 26/00412' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  expect(await page.title()).toBe('Affaire n°\u00a026/00412 · Contremarque')
  await page.getByRole('button', { name: 'Détail' }).first().focus()
  await page.keyboard.press('Enter')
  expect(await page.locator('.detail dl').innerText()).toContain('CaseConsulted')
  await page.getByRole('link', { name: /Voir l’inscription n° 12/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Inscription n° 12' }).waitFor()
})

test('times are the court’s, named, whatever the zone of the browser', async () => {
  const { page } = await reader.open()
  await reader.goto(page, `/affaires/${CASE}`)
  const shown = await page.locator('main').innerText()
  expect(shown).toContain('heure de la Martinique')
  // 08:00 UTC: 04:00 in Fort-de-France, 17:00 in Tokyo.
  expect(shown).toMatch(/04\sh\s00/)
  expect(shown).not.toMatch(/17\sh\s00/)
})

test('a refusal is told with its rule and its reason', async () => {
  const { page } = await reader.open()
  await reader.goto(page, `/affaires/${CASE}`)
  const refusal = await page.locator('article.refusal').innerText()
  expect(refusal).toContain('Demande refusée')
  expect(refusal).toContain('règle R11')
  expect(refusal).toContain('consignation')
})

test('the matrix says bounced and unopened in words', async () => {
  const { page } = await reader.open()
  await reader.goto(page, `/affaires/${CASE}/documents`)
  const rows = await page.locator('table tbody tr').allInnerTexts()
  expect(rows.find((row) => row.startsWith('nom effacé'))).toMatch(/non remis.*non ouvert/s)
  expect(rows.find((row) => row.startsWith('Nadia Benali'))).toMatch(/aucun avis.*non ouvert/s)
  const tally = page.getByText(/^ouvert par 1 destinataire sur 3$/)
  expect(await tally.count()).toBe(1)
  await page.getByLabel('N’afficher que').check()
  expect(await tally.count()).toBe(1)
  expect(await page.locator('table tbody').first().innerText()).not.toContain('Dr Hélène Aubry')
})

test('search text goes in a body, never in an address', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/affaires')
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  await page.getByLabel('Rechercher dans vos affaires').fill('hanche')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '25/01187' }).waitFor({ state: 'detached' })
  expect(asked).toContain(`POST ${reader.origin}/api/v1/cases/search`)
  expect(asked.join(' ')).not.toContain('hanche')
  await page.getByLabel('Rechercher dans vos affaires').fill('rien de tel')
  await page.keyboard.press('Enter')
  await page.getByText('Aucune de vos affaires ne correspond').waitFor()
})

test('a new entry appears without reloading and is announced', async () => {
  const { page } = await reader.open()
  await reader.goto(page, `/affaires/${CASE}`)
  await page.getByText('En direct').waitFor()
  const entry = await reader.ledger.append(`expertise-${CASE}`, 'CaseConsulted', {
    purpose: 'audit',
  })
  reader.server.emit({
    event: 'entry',
    stream: entry.stream,
    entry: entryId(entry),
    revision: entry.revision,
    type: 'CaseConsulted',
  })
  await page.getByRole('link', { name: `n° ${entry.revision}` }).waitFor()
  expect(await page.locator('[role=status]').allInnerTexts()).toContainEqual(
    expect.stringMatching(/^Nouvelle inscription.: Le 21 juin 2026/),
  )
})

test('language and theme change at once and are kept', async () => {
  const { page, complaints } = await reader.open()
  await reader.goto(page, '/affaires')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Cases', level: 1 }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click()
  await page.locator('.v-theme--dark').first().waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Cases', level: 1 }).waitFor()
  expect(await page.locator('.v-application.v-theme--dark').count()).toBe(1)
  expect(complaints).toEqual([])
})

test('an unreachable server is said so, with a way to try again', async () => {
  const { page, context } = await reader.open()
  await reader.goto(page, '/affaires')
  await context.route('**/api/v1/ledger/health', (route) => route.abort())
  await page.getByRole('link', { name: 'Santé du registre' }).click()
  await page.getByText('Serveur injoignable').waitFor()
  await shoot(page, 'unreachable')
  expect(await axeViolations(page)).toEqual([])
  await context.unroute('**/api/v1/ledger/health')
  await page.getByRole('button', { name: 'Réessayer' }).click()
  await page.getByText('Aucune alarme du serveur').waitFor()
})

test('a session that ended shows nothing more, and leads through identification back to the page', async () => {
  const { page, context } = await reader.open()
  await reader.goto(page, '/affaires')
  reader.endSessionAt('journals')
  await page.getByRole('link', { name: 'Journaux importés' }).click()
  await page.getByRole('heading', { name: 'Votre session est terminée' }).waitFor()
  expect(await page.locator('header').innerText()).not.toContain(judge.name)
  await shoot(page, 'session-ended')
  expect(await axeViolations(page)).toEqual([])
  await context.clearCookies()
  reader.server.tellNothing()
  await page.getByRole('link', { name: 'S’identifier de nouveau' }).click()
  await page.getByRole('button', { name: judge.name }).click()
  await page.getByRole('heading', { name: 'Journaux importés' }).waitFor()
})

test('an alarm of the ledger stands on every page', async () => {
  reader.server.isTampered = true
  const { page } = await reader.open()
  await reader.goto(page, '/affaires')
  const alarm = page.locator('.alarm')
  await alarm.waitFor()
  expect(await alarm.innerText()).toContain('Altération constatée')
  const identity = await page.locator('.identity').innerText()
  expect(identity).toContain('rien n’est enregistré, votre consultation non plus')
  expect(identity).not.toContain('Votre consultation est enregistrée')
  await shoot(page, 'alarm')
  expect(await axeViolations(page)).toEqual([])
})

test('at 390 px the zone of a case’s last activity stands within the page', async () => {
  const { page } = await reader.open({ width: 390 })
  await reader.goto(page, '/affaires')
  const ends = await page
    .locator('.zone')
    .evaluateAll((zones) => zones.map((zone) => zone.getBoundingClientRect().right))
  expect(ends).toHaveLength(2)
  expect(Math.max(...ends)).toBeLessThanOrEqual(390)
})

test('an entry is told on its own page as in the timeline, with the title of its document', async () => {
  const { page } = await reader.open()
  await reader.goto(page, `/affaires/${CASE}`)
  const entry = page.locator('article', { hasText: 'a déposé une pièce' })
  const sentence = (await entry.locator('.body').innerText()).trim()
  expect(sentence).toContain('Compte rendu opératoire du 3 février 2025')
  await entry.getByRole('link').press('Enter')
  await page.getByRole('heading', { name: 'Inscription n° 6' }).waitFor()
  expect(await page.locator('.heading').innerText()).toContain(sentence)
})
