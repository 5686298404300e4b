/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import type { Page } from 'playwright-core'
import { axeViolations, shoot } from '../../test/page-checks.ts'
import * as erased from './fixture/erased.ts'
import { claimant, dpo } from './fixture/people.ts'
import { entryId, ledgerHealth } from './fixture/read-side.ts'
import { overflow, Reader, type OpenPage, type Setting } from './fixture/reader.ts'
import { CASE } from './fixture/told-ledger.ts'

let reader: Reader

beforeAll(async () => {
  reader = await Reader.start()
})
afterAll(() => reader.stop())
afterEach(() => reader.closeAll())

type Look = (place: string) => Promise<void>

/** One designed state: how pages come into it, and on which of them it is looked at. */
interface State {
  readonly setting?: Setting
  show(opened: OpenPage, look: Look): Promise<void>
}

const answer = (path: string, body: unknown) => reader.server.tell(path, { status: 200, body })

/** Comes to where nothing is known yet of who asks. */
async function arrive(page: Page, text: string): Promise<void> {
  await page.goto(`${reader.origin}/affaires`)
  await page.locator('main').getByText(text).waitFor()
}

/** Comes to a page that need not be whole. */
async function come(page: Page, path: string, text: string | RegExp): Promise<void> {
  await page.goto(reader.origin + path)
  await page.locator('.heading').waitFor()
  await page.locator('body').getByText(text).first().waitFor()
}

async function verify(page: Page): Promise<void> {
  await reader.goto(page, '/verifier')
  await page.getByRole('button', { name: 'Lancer la vérification' }).click()
  await page.locator('#verdict-title').waitFor()
}

const deposit = () => {
  const { entries } = reader.ledger
  return entryId(entries.find(({ envelope }) => envelope.type === 'DocumentDeposited')!)
}

const states: Readonly<Record<string, State>> = {
  loading: {
    async show({ page }, look) {
      const waits = 'Chargement en cours…'
      for (const path of ['cases', `cases/${CASE}/timeline`]) reader.server.tell(path, 'silence')
      await come(page, '/affaires', waits)
      await look('cases')
      await come(page, `/affaires/${CASE}`, waits)
      await look('case')
      reader.server.tell('session', 'silence')
      await arrive(page, waits)
      await look('arrival')
    },
  },
  empty: {
    async show({ page }, look) {
      const none = { items: [] }
      for (const path of ['cases', 'cases/search', 'cases/.*/deliveries', 'accesses'])
        answer(path, none)
      await come(page, '/affaires', 'Vous n’êtes inscrit dans aucune affaire.')
      await look('cases')
      await page.getByLabel('Rechercher dans vos affaires').fill('hanche')
      await page.keyboard.press('Enter')
      await page.getByText('Aucune de vos affaires ne correspond').waitFor()
      await look('search')
      await come(page, `/affaires/${CASE}/documents`, 'Aucun document déposé.')
      await look('deliveries')
      await come(page, '/consultations', 'Aucune consultation.')
      await look('accesses')
      answer('ledger/health', {
        ...ledgerHealth(reader.ledger, false),
        ...{ entries: 1, sealed: 0, stamped: 0, lastSealedAt: null, lastStampedAt: null, tsas: [] },
      })
      await come(page, '/registre', 'Aucune autorité')
      await look('ledger')
    },
  },
  refused: {
    async show({ page }, look) {
      await come(page, '/affaires/00000000-0000-4000-8000-000000000000', 'Introuvable')
      await look('case')
      reader.server.refuse('journals', {
        status: 403,
        code: 'ROLE_NOT_HELD',
        reason: { fr: 'Cette personne n’a pas cette qualité sur cette plateforme.', en: '' },
      })
      await come(page, '/journaux', 'Demande refusée')
      await look('journals')
      reader.server.refuse('ledger/health', { status: 429, code: 'RATE_LIMITED' })
      await come(page, '/registre', 'Trop de demandes')
      await look('busy')
      await come(page, '/session?refus=CERTIFICATE_REVOKED', 'CERTIFICATE_REVOKED')
      await look('login')
      await reader.goto(page, '/affaires')
      reader.endSessionAt('journals')
      await page.getByRole('link', { name: 'Journaux importés' }).click()
      await page.getByText('Votre session est terminée').waitFor()
      await look('ended')
    },
  },
  offline: {
    async show({ page, context }, look) {
      await reader.goto(page, `/affaires/${CASE}`)
      await context.setOffline(true)
      await page.getByRole('link', { name: 'Affaires' }).click()
      await page.getByText('Page non chargée').waitFor()
      await look('navigated')
      await context.setOffline(false)
      await page.getByRole('button', { name: 'Réessayer' }).click()
      await page.getByRole('heading', { name: 'Affaires', level: 1 }).waitFor()
      reader.server.tell('.*', 'hang-up')
      await arrive(page, 'Serveur injoignable')
      await look('arrival')
      reader.server.tellNothing()
      reader.server.tell('entries/.*', 'hang-up')
      await come(page, `/inscriptions/${deposit()}`, 'Serveur injoignable')
      await look('entry')
      reader.server.tellNothing()
      await reader.goto(page, '/registre')
      await page.getByText('En direct').waitFor()
      reader.server.tell('.*', 'hang-up')
      reader.server.hangUp()
      await page.getByText('ce qui suit date de sa dernière réponse').waitFor()
      await look('health')
      reader.server.tellNothing()
      await page.getByText('En direct').waitFor()
      expect(await page.getByText('ce qui suit date de').count()).toBe(0)
      reader.server.tell('ledger/export', 'hang-up')
      await reader.goto(page, '/verifier')
      await page.getByRole('button', { name: 'Lancer la vérification' }).click()
      await page.getByText('le serveur ne répond pas, ou la transmission').waitFor()
      await look('verify')
    },
  },
  alarm: {
    async show({ page }, look) {
      reader.server.isTampered = true
      reader.server.refuse('cases', {
        status: 503,
        code: 'LEDGER_NOT_WHOLE',
        title: 'The ledger is not whole',
        detail: 'the store ends at 12 leaves, a checkpoint over 17 was signed',
      })
      await come(page, '/affaires', 'Registre en alarme')
      await look('cases')
      await come(page, '/registre', 'sa fin a été retranchée')
      await look('ledger')
      answer('ledger/health', {
        ...ledgerHealth(reader.ledger, false),
        alarms: [{ code: 'SEALING_STOPPED', message: 'ENOSPC', since: '2026-06-21T08:01:00.000Z' }],
      })
      await come(page, '/verifier', 'Alarme : tant qu’elle dure')
      await look('stopped')
    },
  },
  tampered: {
    async show({ page }, look) {
      reader.server.isTampered = true
      await verify(page)
      await look('verify')
      await page.getByRole('link', { name: 'Voir l’affaire' }).first().click()
      await page.locator('article.broken').first().waitFor()
      await look('case')
    },
  },
  erased: {
    setting: { persona: dpo },
    async show({ page }, look) {
      const { ledger } = reader
      answer('cases', { items: erased.caseSummaries() })
      answer(`cases/${CASE}`, erased.caseDetail(ledger))
      answer(`cases/${CASE}/timeline`, { items: erased.timeline(ledger) })
      answer(`cases/${CASE}/deliveries`, { items: erased.deliveries(ledger) })
      answer(`entries/${deposit()}`, erased.entryProof(ledger, deposit()))
      answer('journals', { items: erased.journals() })
      answer('personal-data/erasures', { items: erased.erasures(ledger) })
      answer(`personal-data/persons/${claimant.id}`, erased.heldData(ledger))
      const paths = {
        cases: '/affaires',
        case: `/affaires/${CASE}`,
        deliveries: `/affaires/${CASE}/documents`,
        entry: `/inscriptions/${deposit()}`,
        journals: '/journaux',
        register: '/donnees-personnelles',
        person: `/donnees-personnelles/${claimant.id}`,
      }
      for (const [place, path] of Object.entries(paths)) {
        await come(page, path, /effacé/)
        await look(place)
      }
    },
  },
}

test.each(Object.entries(states))(
  '%s: in light and in dark axe finds nothing, the policy blocks nothing, nothing sticks out',
  async (name, { setting, show }) => {
    const opened = await reader.open(setting)
    const { page, complaints } = opened
    const turn = page.getByRole('button', { name: /^Passer en thème/ })
    const found: string[] = []
    const look: Look = async (place) => {
      for (let turns = 0; turns < 2; turns++) {
        const isDark = (await page.locator('.v-application.v-theme--dark').count()) === 1
        const where = `${name}-${place}-${isDark ? 'dark' : 'light'}`
        await shoot(page, where)
        found.push(...(await axeViolations(page)).map((violation) => `${where}: ${violation}`))
        if ((await overflow(page)) > 0) found.push(`${where}: sticks out`)
        await turn.click()
      }
    }
    await show(opened, look)
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  },
)
