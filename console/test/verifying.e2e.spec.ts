/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { Buffer } from 'node:buffer'
import { encodeReceipt } from '@contremarque/ledger'
import type { Page } from 'playwright-core'
import { receiptOf } from '../../ledger/test/test-receipt.ts'
import { axeViolations, shoot } from '../../test/page-checks.ts'
import { lawyer } from './fixture/people.ts'
import { Reader } from './fixture/reader.ts'
import { CASE } from './fixture/told-ledger.ts'

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())
afterEach(() => reader.closeAll())

async function verify(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.locator('#verdict-title').waitFor()
  return page.locator('main').innerText()
}

test('a clean ledger: TOTAL_PASSED, what was not checked, and first that it proves nothing', async () => {
  const { page, complaints } = await reader.open()
  await reader.goto(page, '/verifier')
  const told = await verify(page)
  expect(told).toMatch(/Verdict.: Intègre\s+TOTAL_PASSED/)
  expect(told.indexOf('Registre de développement')).toBeLessThan(told.indexOf('Verdict'))
  expect(told).toContain('Aucun constat.')
  expect(told).toMatch(/Objet.: le registre de ce serveur\. Registre.: ./)
  expect(told).toContain('Les documents')
  expect(told).toContain('Ancres déclarées par ce serveur')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('verdict-title')
  await shoot(page, 'verified')
  expect(await axeViolations(page)).toEqual([])
  expect(complaints).toEqual([])
  await page.getByRole('link', { name: 'Affaires' }).click()
  await page.getByRole('link', { name: '26/00412' }).click()
  await page.getByText('rien n’est altéré').waitFor()
  await shoot(page, 'case-verified')
})

test('asked before the server has said which anchors are its own, it waits for them', async () => {
  const { page } = await reader.open()
  const held = Promise.withResolvers<undefined>()
  await page.route('**/api/v1/ledger/trust', async (route) => {
    await held.promise
    await route.fallback()
  })
  await reader.goto(page, '/verifier')
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByRole('progressbar').waitFor()
  held.resolve(undefined)
  await page.locator('#verdict-title').waitFor()
  expect(await page.locator('main').innerText()).toContain('TOTAL_PASSED')
})

test('T-01 an amount edited in the store: TOTAL_FAILED, and the entry named', async () => {
  reader.server.isTampered = true
  const { page } = await reader.open({ theme: 'dark' })
  await reader.goto(page, '/verifier')
  const told = await verify(page)
  expect(told).toMatch(/Verdict.: Altéré\s+TOTAL_FAILED/)
  expect(told).toMatch(/inscription n°.4 du fil de l’expertise 6f1c9a52/)
  await shoot(page, 'tampered')
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('link', { name: 'Voir l’affaire' }).first().click()
  await page.getByText(/Vérifié dans ce navigateur.*ALTÉRATION CONSTATÉE/).waitFor()
  expect(await page.locator('.statement').innerText()).toMatch(
    /Dans cette affaire.: inscription n°.4/,
  )
  expect(await page.locator('article.broken').first().innerText()).toMatch(/n°\s5Détail/)
  await shoot(page, 'case-tampered')
  expect(await axeViolations(page)).toEqual([])
})

test('a file the reader holds is verified against anchors he loaded', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/verifier')
  await page.getByLabel('Charger mes propres ancres', { exact: true }).setInputFiles({
    name: 'greffe.trust.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(reader.ledger.trust)),
  })
  await page.getByText(/Ancres que vous avez chargées.: greffe.trust.json/).waitFor()
  await page.getByLabel('Un fichier en ma possession').check()
  await page.getByLabel('Fichier à vérifier', { exact: true }).setInputFiles({
    name: 'ledger.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(reader.ledger.export()),
  })
  expect(await verify(page)).toContain('TOTAL_PASSED')
})

test('T-19 anchors of another ledger do not pass', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/verifier')
  const other = { ...reader.ledger.trust, genesis: 'ab'.repeat(32) }
  await page.getByLabel('Charger mes propres ancres', { exact: true }).setInputFiles({
    name: 'other.trust.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(other)),
  })
  const told = await verify(page)
  expect(told).toContain('TOTAL_FAILED')
  expect(told).toContain('L’acte d’ouverture n’est pas celui des ancres de confiance.')
})

test('a file that is no trust file is refused, and no anchors are used silently', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/verifier')
  await page.getByLabel('Charger mes propres ancres', { exact: true }).setInputFiles({
    name: 'x.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{}'),
  })
  await page.getByText('n’est pas un fichier de confiance').waitFor()
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByText('n’a pas pu aller à son terme').waitFor()
  expect(await page.locator('#verdict-title').count()).toBe(0)
})

test('T-03 a tail cut at a time-stamp: seen by the server’s head, and without it by a checkpoint kept', async () => {
  const { items, batches } = reader.ledger
  const end = items.slice(0, -1).findLastIndex(({ kind }) => kind === 'stamp')
  const body = Buffer.from(reader.ledger.export(items.slice(0, end + 1)))
  const { page } = await reader.open()
  await page.route('**/api/v1/ledger/export?*', (route) => route.fulfill({ body }))
  await reader.goto(page, '/verifier')
  const told = await verify(page)
  expect(told).toContain('TOTAL_FAILED')
  expect(told).toContain('Le registre est plus court que le dernier point de contrôle connu.')
  await page.route('**/api/v1/ledger/head', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByText('TOTAL_PASSED').waitFor()
  const against = 'Récépissé ou point de contrôle à confronter'
  await page.getByLabel(against, { exact: true }).setInputFiles({
    name: 'kept.note',
    mimeType: 'text/plain',
    buffer: Buffer.from(batches.at(-1)!.record.note),
  })
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByText('TOTAL_FAILED').waitFor()
  await shoot(page, 'against-checkpoint')
  expect(await axeViolations(page)).toEqual([])
})

test('T-01 a verification that breaks off takes back that nothing was altered', async () => {
  const { page } = await reader.open()
  await reader.goto(page, '/verifier')
  expect(await verify(page)).toContain('TOTAL_PASSED')
  await page.route('**/api/v1/ledger/export?*', (route) => route.abort())
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByText('n’a pas pu aller à son terme').waitFor()
  await page.getByRole('link', { name: 'Affaires' }).click()
  await page.getByRole('link', { name: '26/00412' }).click()
  await page.locator('.statement').getByText('n’a pas pu aller à son terme').waitFor()
  expect(await page.locator('.statement').innerText()).not.toContain('rien n’est altéré')
  await shoot(page, 'case-unfinished')
  expect(await axeViolations(page)).toEqual([])
})

test('a verification can be stopped and then has no result', async () => {
  const { page } = await reader.open()
  await page.route('**/api/v1/ledger/export?*', () => undefined)
  await reader.goto(page, '/verifier')
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByRole('progressbar').waitFor()
  await page.getByRole('button', { name: 'Interrompre' }).click()
  await page.getByText('Vérification interrompue').waitFor()
  expect(await page.locator('#verdict-title').count()).toBe(0)
})

test('who may not export the ledger verifies the receipt he holds', async () => {
  const { page, complaints } = await reader.open({ persona: lawyer })
  await reader.goto(page, '/verifier')
  expect(await page.getByLabel('Le registre de ce serveur').count()).toBe(0)
  expect(await page.locator('main').innerText()).toContain('Vous vérifiez vos récépissés')
  expect(await page.getByRole('link', { name: 'Journaux' }).count()).toBe(0)
  await page.getByLabel('Fichier à vérifier', { exact: true }).setInputFiles({
    name: 'mine.receipt.json',
    mimeType: 'application/json',
    buffer: Buffer.from(encodeReceipt(receiptOf(reader.ledger, 5))),
  })
  expect(await verify(page)).toContain('TOTAL_PASSED')
  await shoot(page, 'verified-receipt')
  expect(await axeViolations(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('a verification whose session has ended says so and gives no verdict', async () => {
  const { page, context } = await reader.open()
  // Else the alarms are read again when it connects, and the end is found before anything is asked.
  await context.route('**/api/v1/events', (route) => route.abort())
  await reader.goto(page, `/affaires/${CASE}`)
  await page.getByRole('link', { name: 'Vérifier', exact: true }).click()
  await page.getByRole('heading', { name: 'Vérifier le registre' }).waitFor()
  reader.endSessionAt('ledger/health')
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByRole('heading', { name: 'Votre session est terminée' }).waitFor()
  expect(await page.locator('#verdict-title').count()).toBe(0)
})
