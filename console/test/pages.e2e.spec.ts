/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { axeViolations, shoot } from '../../test/page-checks.ts'
import { entryId } from './fixture/read-side.ts'
import { overflow, Reader, type OpenPage, type Setting } from './fixture/reader.ts'
import { CASE, JOURNAL } from './fixture/told-ledger.ts'

let reader: Reader
const paths: Record<string, string> = {
  cases: '/affaires',
  case: `/affaires/${CASE}`,
  deliveries: `/affaires/${CASE}/documents`,
  entry: '',
  journals: '/journaux',
  journal: `/journaux/${JOURNAL}`,
  accesses: '/consultations',
  ledger: '/registre',
  verify: '/verifier',
  nowhere: '/nulle-part',
  refused: '/affaires/00000000-0000-4000-8000-000000000000',
  session: '/session',
  terms: '/conditions',
}
const names = Object.keys(paths)

beforeAll(async () => {
  reader = await Reader.start()
  const deposit = reader.ledger.entries.find(
    ({ envelope }) => envelope.type === 'DocumentDeposited',
  )
  paths['entry'] = `/inscriptions/${entryId(deposit!)}`
})

afterAll(() => reader.stop())

/** Three browsers, each of which goes from page to page. */
const settings: Readonly<Record<string, Setting>> = {
  light: {},
  dark: { theme: 'dark' },
  narrow: { width: 390, language: 'en' },
}

describe.each(Object.entries(settings))('%s', (looks, setting) => {
  let opened: OpenPage
  beforeAll(async () => {
    opened = await reader.open(setting)
  })
  afterAll(() => reader.closeAll())

  test.each(names)(
    'page %s: axe finds nothing, the policy blocks nothing, nothing sticks out',
    async (name) => {
      const { page, complaints } = opened
      const before = complaints.length
      await reader.goto(page, paths[name]!)
      await shoot(page, `${name}-${looks}`)
      expect(await axeViolations(page)).toEqual([])
      expect(complaints.slice(before)).toEqual([])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    },
  )
})

test('a page that is refused whole is the refusal, with a heading and a way back', async () => {
  const { page } = await reader.open()
  const refused = { status: 403, code: 'ROLE_NOT_ALLOWED' }
  reader.server.refuse('personal-data/.*', refused)
  for (const path of ['/donnees-personnelles', `/donnees-personnelles/${CASE}`]) {
    await reader.goto(page, path)
    await page.getByText('Demande refusée').waitFor()
    expect(await page.locator('h1').innerText()).toMatch(/^(Protection des données|Données tenues)/)
    expect(await page.getByRole('button', { name: 'Rechercher' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Réessayer' }).count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
  }
  await page.getByRole('link', { name: 'Retour à la première page' }).click()
  await page.getByRole('heading', { name: 'Affaires', level: 1 }).waitFor()
  await reader.closeAll()
})

test('the window’s title tells a case from its documents', async () => {
  const { page } = await reader.open()
  await reader.goto(page, paths['deliveries']!)
  expect(await page.title()).toBe(
    'Documents et destinataires · Affaire n°\u00a026/00412 · Contremarque',
  )
  await reader.closeAll()
})

test('an address that holds no identifier is no page: nothing is asked for', async () => {
  const { page } = await reader.open()
  for (const path of ['/affaires/26-00412', '/inscriptions/1', '/journaux/x', '/consultations/x']) {
    await reader.goto(page, path)
    expect(await page.locator('h1').innerText()).toBe('Page introuvable')
  }
  await reader.closeAll()
})

test('an imported journal bears the name of its dossier', async () => {
  const { page } = await reader.open()
  await reader.goto(page, paths['journal']!)
  await page.getByRole('heading', { name: 'Journal importé : dossier case-10011' }).waitFor()
  expect(await page.title()).toMatch(/^Journal importé.: dossier case-10011 · Contremarque$/)
  await reader.closeAll()
})
