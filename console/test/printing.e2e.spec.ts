/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { shoot } from '../../test/page-checks.ts'
import { overflow, Reader } from './fixture/reader.ts'
import { CASE } from './fixture/told-ledger.ts'

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())

test('the matrix prints dark on white from the dark theme, whole and with its zone', async () => {
  // 780 px: what a sheet of A4 leaves between its margins.
  const { page } = await reader.open({ theme: 'dark', width: 780 })
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
