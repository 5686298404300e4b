/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { axeViolations, shoot } from '../../test/page-checks.ts'
import { claimant, inspector, judge } from './fixture/people.ts'
import { overflow, Reader } from './fixture/reader.ts'

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())
afterEach(() => reader.closeAll())

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test('R05 a reader finds what he read, what for, and from when to when', async () => {
  const { page, complaints } = await reader.open({ persona: judge })
  await reader.goto(page, '/affaires')
  await page.getByRole('link', { name: 'Voir mes consultations' }).click()
  await page.getByRole('heading', { name: 'Mes consultations' }).waitFor()
  const rows = page.getByRole('region', { name: 'Mes consultations' }).locator('tbody tr')
  await rows.first().waitFor()
  const told = (await rows.allInnerTexts()).map((row) => plain(row).replace(/\s+/g, ' '))
  expect(told).toEqual([
    expect.stringMatching(/^Mes consultations en qualité de magistrat suivi du dossier .* — — —$/),
    expect.stringMatching(
      /^Affaire n° 26\/00412 .* autre finalité recours de la demanderesse .* fin non inscrite — Voir$/,
    ),
    expect.stringMatching(/^Vérification du registre .* contrôle /),
    expect.stringMatching(/^Export du registre .* contrôle /),
    expect.stringMatching(/^Téléchargement d’une preuve .* production d’une preuve /),
    expect.stringMatching(/^Recherche, 2 résultats /),
    expect.stringMatching(/^Données tenues sur une personne /),
    expect.stringMatching(/^Une affaire où vous n’êtes pas inscrit .* 12 —$/),
    expect.stringMatching(/^Session .* 17 —$/),
  ])
  expect(await page.getByText('Consultations d’autrui').count()).toBe(0)
  await page.getByRole('link', { name: /^Voir l’inscription du 21 juin 2026/ }).click()
  await page.waitForURL(/\/inscriptions\//)
  expect(complaints).toEqual([])
})

test('R05 an auditor sees whose readings he may know, and of them no case', async () => {
  const { page, complaints } = await reader.open({ persona: inspector })
  await reader.goto(page, '/affaires')
  await page.getByRole('navigation').getByRole('link', { name: 'Consultations' }).click()
  await page.getByRole('link', { name: judge.name }).waitFor()
  await shoot(page, 'accesses-auditor')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: judge.name }).press('Enter')
  const title = `Consultations de ${judge.name}`
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByRole('region', { name: title }).waitFor()
  const main = plain(await page.locator('main').innerText())
  expect(main).toContain('Une affaire où vous n’êtes pas inscrit')
  expect(main).not.toContain('26/00412')
  expect(main).not.toContain('recours de la demanderesse')
  await shoot(page, 'accesses-reader')
  expect(await axeViolations(page)).toEqual([])
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  expect(complaints).toEqual([])
})

test('who may not see the readings of others is shown no way there', async () => {
  const { page } = await reader.open({ persona: judge })
  await reader.goto(page, '/consultations')
  const navigation = page.getByRole('navigation', { name: 'Navigation principale' })
  expect(await navigation.getByRole('link', { name: 'Consultations' }).count()).toBe(0)
  await reader.goto(page, `/consultations/${claimant.id}`)
  await page.getByText('Introuvable').waitFor()
})
