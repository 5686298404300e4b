/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  encodeReceipt,
  evidenceRecordRoot,
  parseEntry,
  parseEvidenceRecord,
  parseReceipt,
  parseToken,
} from '@contremarque/ledger'
import type { Browser, Page } from 'playwright-core'
import { crypto } from '../../ledger/test/test-world.ts'
import { repository, serverProgram } from '../../test/acceptance/run-command.ts'
import { launchBrowser } from '../../test/browser.ts'
import { freePort } from '../../test/free-port.ts'
import { axeViolations, listen, shoot } from '../../test/page-checks.ts'

/** The built server on an empty folder: the demo story, as `npm start` tells it. */
interface Server {
  readonly process: ChildProcess
  readonly origin: string
}

let folder: string
let data: string
let server: Server
let browser: Browser

const pause = () => new Promise((resolve) => setTimeout(resolve, 100))

async function isReady({ process: served, origin }: Server): Promise<boolean> {
  while (served.exitCode === null) {
    const answer = await fetch(`${origin}/api/v1/health`).catch(() => undefined)
    if (answer?.ok === true) return true
    await pause()
  }
  return false
}

async function serve(path: string): Promise<Server> {
  const port = await freePort()
  const served = spawn(process.execPath, [serverProgram], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'development',
      CONTREMARQUE_PROFILE: 'development',
      CONTREMARQUE_DATA: path,
      CONTREMARQUE_PORT: String(port),
    },
  })
  const started = { process: served, origin: `http://127.0.0.1:${port}` }
  if (!(await isReady(started))) throw new TypeError(`${serverProgram} ended: npm run build first`)
  return started
}

async function end({ process: served }: Server): Promise<void> {
  if (served.exitCode !== null || served.signalCode !== null) return
  const ended = once(served, 'exit')
  served.kill()
  await ended
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-'))
  data = join(folder, 'data')
  browser = await launchBrowser()
  server = await serve(data)
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

afterAll(async () => {
  await browser.close()
  await end(server)
  rmSync(folder, { recursive: true, force: true })
})

async function enter(name: string): Promise<Page> {
  const page = await browser.newPage({ timezoneId: 'Asia/Tokyo' })
  await page.goto(server.origin)
  await page.getByRole('button', { name }).click()
  await page.getByLabel('suivi du dossier').check()
  await page.getByRole('button', { name: 'Indiquer cette finalité' }).click()
  await page.getByRole('heading', { name: 'Affaires', level: 1 }).waitFor()
  return page
}

async function verdictOf(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Vérifier', exact: true }).click()
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.locator('#verdict-title').waitFor()
  return page.locator('main').innerText()
}

test('the judge reads the story, plays a scene live, takes a receipt away and verifies it', async () => {
  const page = await enter('Claire Vasseur')
  const complaints = listen(page)
  await page.getByRole('link', { name: '26/00417' }).click()
  await page.locator('article').first().waitFor()
  const before = await page.locator('article').count()
  await page.getByRole('button', { name: 'Jouer la scène suivante' }).click()
  await page.getByText('Scène jouée').waitFor()
  await page.waitForFunction((count) => document.querySelectorAll('article').length > count, before)
  await page.getByRole('link', { name: 'Documents et destinataires' }).click()
  await page.locator('table').waitFor()
  expect(await page.locator('table').innerText()).toContain('non ouvert')
  expect(await axeViolations(page)).toEqual([])
  await page.locator('tbody a').first().click()
  await page.getByText('horodatée').first().waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Télécharger le récépissé' }).click(),
  ])
  const receipt = join(folder, 'receipt.json')
  await download.saveAs(receipt)
  expect(await verdictOf(page)).toContain('TOTAL_PASSED')
  await page.getByLabel('Un fichier en ma possession').check()
  await page.getByLabel('Fichier à vérifier', { exact: true }).setInputFiles(receipt)
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.getByText(/Inscriptions.: 1.;/).waitFor()
  expect(await page.locator('main').innerText()).toContain('TOTAL_PASSED')
  await shoot(page, 'server-receipt')
  expect(complaints).toEqual([])
})

test('each piece of evidence is taken away under the entry’s name, as the server serves it, and parses', async () => {
  const page = await enter('Claire Vasseur')
  await page.getByRole('link', { name: '26/00417' }).click()
  await page.locator('article', { hasText: 'horodatée' }).last().getByRole('link').press('Enter')
  await page.getByRole('heading', { name: /^Inscription n°/ }).waitFor()
  const id = page.url().split('/').at(-1)!
  const take = async (link: string, ending: string, path: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: link }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`${id}.${ending}`)
    const taken = new Uint8Array(readFileSync(await download.path()))
    const served = await page.request.get(`${server.origin}/api/v1/entries/${id}/${path}`)
    expect([served.status(), new Uint8Array(await served.body())]).toEqual([200, taken])
    return taken
  }
  const entry = await take('l’inscription scellée (.p7m)', 'p7m', 'entry.p7m')
  const record = await take('l’enregistrement de preuve (.ers)', 'ers', 'evidence-record')
  const token = await take('la contremarque de temps (.tst)', 'tst', 'time-stamp')
  const receipt = await take('le récépissé', 'receipt.json', 'receipt')
  expect(parseEntry(entry, crypto).der).toEqual(entry)
  const evidence = parseEvidenceRecord(record)
  expect(evidence.object).toEqual(crypto.digest('sha-256', entry))
  expect(evidence.token).toEqual(token)
  expect(parseToken(token).tstInfo.imprint).toEqual(evidenceRecordRoot(evidence, crypto))
  expect(encodeReceipt(parseReceipt(receipt))).toEqual(receipt)
})

test('T-63 the data-protection officer erases a person, and the judge no longer reads the name', async () => {
  const page = await enter('Isabelle Perrin')
  const complaints = listen(page)
  await page.getByRole('link', { name: 'Protection des données' }).click()
  await page.getByLabel('Nom de la personne').fill('Marchand')
  await page.getByRole('button', { name: 'Rechercher' }).click()
  await page.getByRole('link', { name: 'Lucie Marchand, Mutuelle Horizon' }).click()
  await page.getByRole('button', { name: 'Effacer partout…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Effacer définitivement' }).click()
  await dialog.getByText('Choisissez un motif.').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await shoot(page, 'erasure-dialog')
  await dialog.getByLabel('demande de la personne').check()
  await dialog.getByLabel('Référence de la demande ou du dossier').fill('DPO-2026-7')
  await dialog.getByLabel('Référence de la décision qui l’autorise').fill('Ordonnance n° 7')
  await dialog.getByLabel('J’ai lu ce qui disparaît').check()
  await dialog.getByRole('button', { name: 'Effacer définitivement' }).click()
  await page.getByRole('status').getByText('ne peuvent plus être lues').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await shoot(page, 'erased')
  expect(await page.locator('main').innerText()).not.toContain('Marchand')
  const judge = await enter('Claire Vasseur')
  await judge.getByRole('link', { name: '26/00417' }).click()
  await judge.locator('article').first().waitFor()
  const read = await judge.locator('main').innerText()
  expect(read).toContain('Nadia Benali')
  expect(read).not.toContain('Marchand')
  // What is verified is what is stamped, the erasure with it.
  await settled(data)
  const verified = await verdictOf(judge)
  expect(verified).toContain('TOTAL_PASSED')
  expect(verified).toContain('Ce qui a été effacé')
  expect(await axeViolations(judge)).toEqual([])
  await shoot(judge, 'verified-erased')
  expect(complaints).toEqual([])
})

test('who was added to no case sees none', async () => {
  const page = await enter('Thomas Weiss')
  const none = page.locator('main').getByText('Vous n’êtes inscrit dans aucune affaire.')
  await none.waitFor()
  expect(await page.locator('main').getByRole('link').count()).toBe(0)
})

/** What was stored last is a time-stamp: whatever an intruder takes away now was promised. */
async function settled(path: string): Promise<void> {
  const events = new DatabaseSync(join(path, 'store/events.sqlite'), { readOnly: true })
  const last = events.prepare('SELECT stream FROM event ORDER BY position DESC LIMIT 1')
  while (!String(last.get()?.['stream']).startsWith('stamping-')) await pause()
  events.close()
}

async function openCase(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Affaires' }).click()
  await page.getByRole('link', { name: '26/00417' }).click()
  return page.locator('.statement').innerText()
}

function intrude(path: string, ...how: readonly string[]): RegExp {
  const tool = ['api/bin/contremarque.js', 'demo', 'tamper', ...how, '--data', path]
  const said = execFileSync(process.execPath, tool, { cwd: repository, encoding: 'utf8' })
  const [, revision] = /revision (\d+)/.exec(said) ?? []
  return new RegExp(`altération — .*\\s+inscription n°.${revision} du fil`)
}

describe('an intruder in the store of a running server is named in the browser', () => {
  beforeAll(() => end(server))
  afterEach(() => end(server))

  test.each([
    ['T-01 one event edited', ['edit'], 'named'],
    ['T-04 one event deleted', ['delete'], 'named'],
    ['T-06 two events swapped', ['swap'], 'named'],
    ['T-03 the tail cut, entries alone', ['truncate', '--entries-only'], 'named'],
    ['T-03 the tail cut, entries, batches and time-stamps', ['truncate'], 'behind'],
  ])('%s', async (_, how, shown) => {
    const copy = join(folder, how.join(''))
    cpSync(data, copy, { recursive: true })
    server = await serve(copy)
    const page = await enter('Claire Vasseur')
    expect(await verdictOf(page)).toContain('TOTAL_PASSED')
    expect(await openCase(page)).toContain('rien n’est altéré')
    await settled(copy)
    const named = intrude(copy, ...how)
    const told = await verdictOf(page)
    await shoot(page, `intruder-${how.join('')}`)
    expect(told).toContain('TOTAL_FAILED')
    const behind = 'Le registre est plus court que le dernier point de contrôle connu.'
    if (shown === 'named') expect(told).toMatch(named)
    else expect(told).toContain(behind)
    const statement = await openCase(page)
    expect(statement).toContain('ALTÉRATION CONSTATÉE')
    expect(statement).not.toContain('rien n’est altéré')
    await page
      .getByText('Altération constatée par la vérification faite dans ce navigateur')
      .waitFor()
  })
})
