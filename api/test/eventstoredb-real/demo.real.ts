import type { Browser, Page } from 'playwright-core'
import { LedgerServer } from '../../../test/acceptance/ledger-server.ts'
import { contremarque } from '../../../test/acceptance/run-command.ts'
import { trustFile } from '../../../test/acceptance/stored-ledger.ts'
import { TemporaryFolder } from '../../../test/acceptance/temporary-folder.ts'
import { launchBrowser } from '../../../test/browser.js'
import { axeViolations, listen, shoot } from '../../../test/page-checks.js'
import { describeWithOwnServer, OwnServer } from './own-server.js'

const CASE = '26/00417'

describeWithOwnServer('the demo on a real server', () => {
  const folder = new TemporaryFolder()
  const data = folder.file('data')
  let store: OwnServer
  let server: LedgerServer
  let browser: Browser
  let page: Page
  let complaints: readonly string[]

  const env = () => ({ CONTREMARQUE_EVENTSTOREDB_URL: store.url, CONTREMARQUE_DEMO: 'on' })

  beforeAll(async () => {
    store = await OwnServer.start()
    browser = await launchBrowser()
    server = await LedgerServer.start(data, { env: env() })
    page = await browser.newPage()
    complaints = listen(page)
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Claire Vasseur' }).click()
    await page.getByLabel('suivi du dossier').check()
    await page.getByRole('button', { name: 'Indiquer cette finalité' }).click()
    await page.getByRole('heading', { name: 'Affaires', level: 1 }).waitFor()
  }, 240_000)
  afterAll(async () => {
    await browser.close()
    await LedgerServer.endAll()
    await store.dispose()
    folder.remove()
  })

  test('the judge reads the story in the console, and the next scene appears live, stamped', async () => {
    await page.getByRole('link', { name: CASE }).click()
    await page.locator('article').first().waitFor()
    const before = await page.locator('article').count()
    await page.getByRole('button', { name: 'Jouer la scène suivante' }).click()
    await page.locator('article', { hasText: 'horodatée' }).nth(before).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await shoot(page, 'eventstoredb-case')
  })

  test('the page of the ledger’s health tells no alarm, and names the store', async () => {
    await page.getByRole('link', { name: 'Santé du registre' }).click()
    await page.getByText('Aucune alarme du serveur').waitFor()
    const told = await page.locator('main').innerText()
    expect(told).toMatch(/Moteur de conservation\s+EventStoreDB/)
    expect(told).toMatch(/Horodatées\s+[1-9]/)
    expect(await axeViolations(page)).toEqual([])
    await shoot(page, 'eventstoredb-health')
  })

  test('the browser verifies the case: TOTAL_PASSED', async () => {
    await page.getByRole('link', { name: 'Vérifier', exact: true }).click()
    await page.getByRole('button', { name: 'Lancer la vérification' }).click()
    await page.locator('#verdict-title').waitFor()
    expect(await page.locator('main').innerText()).toContain('TOTAL_PASSED')
    await shoot(page, 'eventstoredb-verified')
    expect(complaints).toEqual([])
  })

  test('the command verifies all of the store once the server has ended', async () => {
    await server.stop()
    const argv = ['verify', data, '--trust', trustFile(data), '--json']
    const { status, stdout } = await contremarque(argv, { env: env() })
    const { verdict } = JSON.parse(stdout) as { readonly verdict: string }
    expect([status, verdict]).toEqual([0, 'TOTAL_PASSED'])
    expect(server.fatal).toEqual([])
  })
})
