import type { ErasedReport, Finding } from '@contremarque/ledger'
import { mount } from '@vue/test-utils'
import { mountOptions, plain } from '../../test/mount-options.ts'
import { ApiProblem } from '../api/api-problem.ts'
import type { CaseActor, CaseDetail, LedgerHealth, TimelineItem } from '../api/types.ts'
import { courtTime } from '../locales/court-time.ts'
import CaseActors from './CaseActors.vue'
import ErasedList from './ErasedList.vue'
import FindingList from './FindingList.vue'
import LedgerFigures from './LedgerFigures.vue'
import IntegrityStatement from './IntegrityStatement.vue'
import ProblemState from './ProblemState.vue'
import TimelineEntry from './TimelineEntry.vue'

const time = courtTime('Europe/Paris', 'fr')
const at = '2026-03-12T13:32:07.120Z'

const item: TimelineItem = {
  id: '7c0de000-0000-8000-8000-000000000001',
  hash: 'ab'.repeat(32),
  stream: 'expertise-6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90',
  revision: 3,
  type: 'ConsignationRecorded',
  typeVersion: 1,
  actor: { id: 'a0000000-0000-8000-8000-000000000002', role: 'greffe', name: 'Julien Morel' },
  occurredAt: { at, basis: 'observed' },
  recordedAt: at,
  data: { amountCents: 300_000, paidOn: '2026-03-11' },
  personal: {},
  names: {},
  documents: [],
  state: 'stamped',
  notBefore: '2026-03-12T13:32:00.000Z',
  notAfter: '2026-03-12T13:33:00.000Z',
}

describe('an entry of the timeline', () => {
  const shown = (changes: Partial<TimelineItem> = {}, isBroken = false) =>
    mount(TimelineEntry, {
      props: { item: { ...item, ...changes }, time, isBroken },
      ...mountOptions(),
    })

  test('begins with a sentence and keeps the technical form behind « Détail »', async () => {
    const entry = shown()
    expect(plain(entry.get('time').text())).toBe('14 h 32')
    expect(plain(entry.get('.body').text())).toBe(
      'Julien Morel, greffe, a constaté la consignation de 3 000,00 €, versée le 11 mars 2026.',
    )
    expect(entry.text()).not.toContain('ConsignationRecorded')
    const button = entry.get('button')
    expect(button.attributes('aria-expanded')).toBe('false')
    await button.trigger('click')
    expect(button.attributes('aria-expanded')).toBe('true')
    expect(entry.get('dl').text()).toContain('ConsignationRecorded')
  })

  test('tells a declared fact with its own date beside the bracket of the entry', () => {
    const entry = shown({ occurredAt: { at: '2026-03-11T10:00:00+01:00', basis: 'declared' } })
    expect(plain(entry.text())).toContain('Fait déclaré au 11 mars 2026 à 10 h 00.')
    expect(plain(entry.text())).toContain(
      'certaine entre le 12 mars 2026 à 14 h 32 min 00 s et le 12 mars 2026 à 14 h 33 min 00 s',
    )
  })

  test('is called sealed by the platform, never signed by its actor', () => {
    const entry = shown()
    expect(entry.get('[title]').attributes('title')).toContain('scellée par la plateforme')
    expect(entry.html()).not.toMatch(/signé/)
  })

  test('T-01 that verification found broken is not said to be time-stamped', () => {
    const entry = shown({}, true)
    expect(entry.text()).toContain('Constat d’altération')
    expect(entry.text()).not.toContain('horodatée')
  })
})

describe('the sentence on integrity', () => {
  const expertise = {
    integrity: { entries: 1200, sealed: 1200, stamped: 1199, stampedUpTo: at },
  } as CaseDetail
  const shown = (state: 'never' | 'passed' | 'failed', broken: number[] = []) =>
    plain(
      mount(IntegrityStatement, {
        props: { expertise, time, verification: { state, verifiedAt: at, broken } },
        ...mountOptions(),
      }).text(),
    )

  test('says that it is the server’s word until this browser verified', () => {
    const said = shown('never')
    expect(said).toContain('D’après ce serveur, 1 199 des 1 200 inscriptions')
    expect(said).toContain('l’autre attend son horodatage')
    expect(said).toContain('Ce navigateur ne l’a pas vérifié.')
  })

  test('T-01 names the broken entries and asserts nothing else once tampering was found', () => {
    const said = shown('failed', [4, 9])
    expect(said).toContain(
      'ALTÉRATION CONSTATÉE. Dans cette affaire : inscription n° 4 et inscription n° 9.',
    )
    expect(said).not.toContain('horodatées')
  })
})

test('who was removed from the case is still named, with the day', () => {
  const party = (name: string, removedAt: string | null): CaseActor => ({
    ...{ id: item.id, role: 'avocat', name, actsFor: null, addedAt: at, acceptedTermsAt: null },
    removedAt,
  })
  const expertise = {
    ...{ parties: [party('Me Paul Renaud', at), party('Me Sophie Lambert', null)] },
    ...{ controlJudge: 'Claire Vasseur', expert: 'Dr Hélène Aubry', self: null },
  } as unknown as CaseDetail
  const shown = mount(CaseActors, { props: { expertise, time }, ...mountOptions() })
  const [gone, there] = shown.findAll('li').map((each) => plain(each.text()))
  expect(gone).toMatch(/Me Paul Renaud.*inscrit le 12 mars 2026.*retiré le 12 mars 2026$/)
  expect(there).toMatch(/Me Sophie Lambert.*n’a pas accepté les conditions d’utilisation$/)
})

describe('a finding', () => {
  const shown = (finding: Partial<Finding>) =>
    plain(
      mount(FindingList, {
        props: {
          findings: [
            {
              indication: 'FAILED',
              code: 'X',
              check: 'chain',
              message: 'in words',
              place: {},
              ...finding,
            },
          ],
          leftOut: 2,
        },
        ...mountOptions(),
      }).text(),
    )

  test('is told in French with its place, the most precise first', () => {
    const place = { stream: 'platform-keys', revision: 2, leaf: 7, bytes: [4, 9] as const }
    const said = shown({ code: 'ENTRY_MISSING', place })
    expect(said).toContain('altération — Une inscription scellée manque.')
    expect(said).toContain('inscription n° 2 du fil de la plateforme keys, feuille 7, octets 4 à 8')
    expect(said).toContain('2 autres constats ne sont pas affichés')
  })

  test('of a code newer than this console keeps the verifier’s own words', () => {
    expect(shown({ code: 'NEVER_HEARD_OF' })).toContain('altération — in words')
    expect(shown({ code: 'TOKEN_NEVER_HEARD_OF' })).toContain(
      'Le jeton d’horodatage n’est pas valide.',
    )
  })

  test('without a place concerns the whole ledger', () => {
    expect(shown({})).toContain('l’ensemble du registre')
  })
})

describe('what was erased', () => {
  const stream = 'expertise-6f1c9a52-0000-8000-8000-000000000001'
  const shown = (erased: ErasedReport) =>
    plain(mount(ErasedList, { props: { erased }, ...mountOptions() }).text())

  test('is told by entry and field in French, a field that is not known by its name', () => {
    const entries = [{ stream, revision: 3, fields: ['fileName', 'title', 'newer'] }]
    const said = shown({ commitments: 1_003, entries, leftOut: 1_000 })
    expect(said).toContain('1 003 valeurs personnelles ont été effacées')
    expect(said).toContain(
      'inscription n° 3 du fil de l’expertise 6f1c9a52 : noms de fichier, intitulés de document, newer',
    )
    expect(said).toContain('1 000 autres valeurs ne sont pas situées ici')
  })

  test('and not placed is counted all the same', () => {
    const said = shown({ commitments: 1, entries: [], leftOut: 1 })
    expect(said).toContain('Une valeur personnelle a été effacée')
    expect(said).not.toContain('Inscriptions et rubriques')
  })
})

describe('a problem', () => {
  const shown = (problem: ApiProblem, language: 'fr' | 'en' = 'fr') =>
    plain(mount(ProblemState, { props: { problem }, ...mountOptions(language) }).text())

  test('of a server that does not answer says that nothing is lost', () => {
    expect(shown(new ApiProblem(0, 'UNREACHABLE'))).toContain('Rien n’est perdu')
  })

  test('does not tell absent from forbidden (T-22)', () => {
    expect(shown(new ApiProblem(404, 'NOT_FOUND'))).toContain(
      'la réponse est la même dans les deux cas',
    )
  })

  test.each([
    [403, 'ROLE_NOT_ALLOWED'],
    [404, 'NOT_FOUND'],
  ])(
    'of status %s leads back instead of asking again, which would change nothing',
    (status, code) => {
      const told = shown(new ApiProblem(status, code))
      expect(told).toContain('Retour à la première page')
      expect(told).not.toContain('Réessayer')
    },
  )

  test('of a ledger in alarm says why no case opens, not that the answer was unexpected', () => {
    const told = shown(new ApiProblem(503, 'LEDGER_NOT_WHOLE'))
    expect(told).toContain('aucune affaire ne s’ouvre')
    expect(told).toContain('Voir les alarmes')
  })

  test.each([
    [503, 'STORE_UNAVAILABLE', 'réessayez dans un moment'],
    [429, 'RATE_LIMITED', 'Attendez une minute'],
    [500, 'INTERNAL', 'Réponse inattendue'],
  ])('of status %s (%s) says what to do', (status, code, words) => {
    expect(shown(new ApiProblem(status, code))).toContain(words)
  })

  test('of a refusal gives the rule and the reason in the reader’s language', () => {
    const problem = {
      type: 'x',
      title: 'refused',
      status: 403,
      code: 'TERMS_NOT_ACCEPTED',
      rule: 'R02',
      reason: { fr: 'Conditions non acceptées.', en: 'Terms not accepted.' },
    }
    const refused = new ApiProblem(403, problem.code, problem)
    expect(shown(refused)).toMatch(/Règle R02.*Conditions non acceptées[.]/)
    expect(shown(refused, 'en')).toMatch(/Rule R02.*Terms not accepted[.]/)
  })
})

const health: LedgerHealth = {
  origin: 'ledger.example/one',
  profile: 'production',
  store: 'eventstoredb',
  entries: 3,
  sealed: 3,
  stamped: 3,
  lastSealedAt: at,
  lastStampedAt: at,
  sealingLag: 0,
  stampingLag: 0,
  projections: { state: 'live', lag: 0 },
  tsas: [],
  reading: { wholeAt: '2026-03-10T06:00:00.000Z', percent: 100 },
  alarms: [],
}
const reading = (told: LedgerHealth['reading']): string =>
  plain(
    mount(LedgerFigures, {
      props: { health: { ...health, reading: told }, time },
      ...mountOptions(),
    }).text(),
  )

test('health claims a complete reading only once it is over', () => {
  const { wholeAt } = health.reading
  const named = 'Dernière lecture complète du registre'
  expect(reading({ wholeAt, percent: 100 })).toContain(`${named}10 mars 2026`)
  expect(reading({ wholeAt, percent: 100 })).not.toContain('%')
  expect(reading({ wholeAt, percent: 37 })).toContain(
    'depuis, seule la suite est contrôlée ; relecture de la partie ancienne : 37 %',
  )
  expect(reading({ wholeAt: null, percent: 0 })).toContain(`${named}jamais`)
})
