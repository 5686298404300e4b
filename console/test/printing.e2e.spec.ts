/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { shoot } from '../../test/page-checks.ts'
import { overflow, Reader } from './fixture/reader.ts'
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
  expect(
    await page.getByText('Heures affichées : heure de la Martinique.').last().isVisible(),
  ).toBe(true)
  expect(await page.getByRole('button', { name: 'Imprimer' }).isVisible()).toBe(false)
})
