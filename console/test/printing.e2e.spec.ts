/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { shoot } from '../../test/page-checks.ts'
import { overflow, Reader } from './fixture/reader.ts'
import { timelineOf } from './fixture/read-side.ts'
import { CASE } from './fixture/told-ledger.ts'

/** What a sheet of A4 leaves between its margins of 14 mm, in CSS pixels. */
const PAPER = 688

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())

afterEach(() => reader.closeAll())

test.each(['/affaires', '/journaux', '/consultations'])('%s prints whole', async (path) => {
  const { page } = await reader.open({ width: PAPER })
  await reader.goto(page, path)
  await page.locator('table').waitFor()
  await page.emulateMedia({ media: 'print' })
  await shoot(page, `print${path.replace('/', '-')}`)
  expect(await page.locator('thead').isVisible()).toBe(true)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
})

test('a case prints whole, each entry by its number, and says by whom, when and from where', async () => {
  const { page, complaints } = await reader.open({ width: PAPER })
  const items = timelineOf(reader.ledger, `expertise-${CASE}`)
  const path = `cases/${CASE}/timeline`
  reader.server.tell(path, { status: 200, body: { items: items.slice(0, 3), next: 'more' } })
  await page.addInitScript(() => {
    globalThis.print = () => void (document.title = 'printed')
  })
  await reader.goto(page, `/affaires/${CASE}`)
  await page.getByText('Afficher la suite').waitFor()
  await page.emulateMedia({ media: 'print' })
  const partial = page.getByText('Impression partielle')
  expect(await partial.isVisible()).toBe(true)
  await page.emulateMedia({ media: 'screen' })
  expect(await partial.isVisible()).toBe(false)
  reader.server.tell(path, { status: 200, body: { items: items.slice(3) } })
  await page.getByRole('button', { name: 'Imprimer' }).click()
  await page.waitForFunction(() => document.title === 'printed')
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => globalThis.dispatchEvent(new Event('beforeprint')))
  await shoot(page, 'print-case')
  expect(await partial.count()).toBe(0)
  const numbers = await page.locator('article .proof a').allInnerTexts()
  expect(numbers.map((text) => /n°.(\d+)$/.exec(text)?.[1])).toEqual(
    items.map(({ revision }) => String(revision)),
  )
  const colophon = (await page.locator('.colophon').innerText()).replaceAll('\u00a0', ' ')
  expect(colophon).toMatch(
    /^Imprimé le .+ \(heure de la Martinique\) par Claire Vasseur, en qualité/,
  )
  expect(colophon).toContain(`Adresse : ${reader.origin}/affaires/${CASE}`)
  expect(colophon).toContain(`Registre : ${reader.ledger.trust.origin}`)
  expect(colophon).toContain('finalité : suivi du dossier')
  expect(await page.getByText('Heures affichées : heure de la Martinique.').isVisible()).toBe(true)
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  expect(complaints).toEqual([])
})

test('the matrix prints dark on white from the dark theme, whole and with its zone', async () => {
  const { page } = await reader.open({ theme: 'dark', width: PAPER })
  await reader.goto(page, `/affaires/${CASE}/documents`)
  await page.locator('table').waitFor()
  await page.emulateMedia({ media: 'print' })
  await shoot(page, 'print-matrix')
  const colors = await page.evaluate(() => {
    const { color } = getComputedStyle(document.querySelector('tbody td')!)
    const { backgroundColor } = getComputedStyle(document.querySelector('section.panel')!)
    return { color, backgroundColor }
  })
  expect(colors).toEqual({ color: 'rgb(0, 0, 0)', backgroundColor: 'rgb(255, 255, 255)' })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  expect(await page.getByText('Heures affichées : heure de la Martinique.').isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Imprimer' }).isVisible()).toBe(false)
})
