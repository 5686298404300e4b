/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { mkdirSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../../test/browser.ts'
import { ConsoleServer } from './fixture/console-server.ts'
import { judge } from './fixture/people.ts'
import { entryId } from './fixture/read-side.ts'
import { CASE, JOURNAL, toldLedger } from './fixture/told-ledger.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Where to leave pictures for a person to look at; none unless asked. */
const shots = process.env['CONTREMARQUE_SHOTS']

let server: ConsoleServer
let origin: string
let browser: Browser
let entry: string

interface Setting {
  readonly theme?: 'light' | 'dark'
  readonly language?: 'fr' | 'en'
  readonly width?: number
  readonly isSignedIn?: boolean
}

async function open({
  theme = 'light',
  language = 'fr',
  width = 1280,
  isSignedIn = true,
}: Setting = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    ([key, other]) => {
      localStorage.setItem('contremarque.theme', key)
      localStorage.setItem('contremarque.language', other)
    },
    [theme, language] as const,
  )
  if (isSignedIn) await context.addCookies([{ name: 'session', value: judge.id, url: origin }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|\[Vue|\[intlify|TypeError/.test(message.text()))
      complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

async function goto(page: Page, path: string): Promise<void> {
  await page.goto(origin + path)
  await page.locator('h1').waitFor()
  await page.locator('.loading').waitFor({ state: 'detached' })
}

async function violations(page: Page): Promise<string[]> {
  // By the protocol, as the page's own policy lets no script in.
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const { violations: all } = await run.run({ resultTypes: ['violations'] })
    return all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' · ')}`)
  })
  return found
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}

beforeAll(async () => {
  const ledger = await toldLedger()
  entry = entryId(ledger.entries.find(({ envelope }) => envelope.type === 'DocumentDeposited')!)
  server = new ConsoleServer(ledger)
  origin = await server.listen()
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser.close()
  server.close()
})

afterEach(async () => {
  server.isTampered = false
  await Promise.all(browser.contexts().map((context: BrowserContext) => context.close()))
})

const pages = () =>
  ({
    cases: '/affaires',
    case: `/affaires/${CASE}`,
    deliveries: `/affaires/${CASE}/documents`,
    entry: `/inscriptions/${entry}`,
    journals: '/journaux',
    journal: `/journaux/${JOURNAL}`,
    ledger: '/registre',
    verify: '/verifier',
    nowhere: '/nulle-part',
    refused: '/affaires/00000000-0000-4000-8000-000000000000',
    session: '/session',
  }) as const
const names = [
  'cases',
  'case',
  'deliveries',
  'entry',
  'journals',
  'journal',
  'ledger',
  'verify',
  'nowhere',
  'refused',
  'session',
] as const

test.each(names.flatMap((name) => [[name, 'light'] as const, [name, 'dark'] as const]))(
  'page %s, %s: axe finds nothing, the policy blocks nothing, nothing sticks out',
  async (name, theme) => {
    const { page, complaints } = await open({ theme })
    await goto(page, pages()[name])
    await shoot(page, `${name}-${theme}`)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  },
  30_000,
)

test.each(names)(
  'page %s at 390 px, in English: axe finds nothing, nothing sticks out',
  async (name) => {
    const { page, complaints } = await open({ width: 390, language: 'en' })
    await goto(page, pages()[name])
    await shoot(page, `${name}-390`)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  },
  30_000,
)
