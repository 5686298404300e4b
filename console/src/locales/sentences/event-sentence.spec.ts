/** @jest-environment node */
import { eventTypes } from '@contremarque/ledger'
import { courtTime } from '../court-time.ts'
import { languages, type Language } from '../language.ts'
import { DOCUMENT, item, LAWYER, notice, toldEvents } from '../../../test/fixture/told-events.ts'
import { datedSentence, eventSentence, spokenTypes, spokenVersion } from './event-sentence.ts'

const paris = { fr: courtTime('Europe/Paris', 'fr'), en: courtTime('Europe/Paris', 'en') }

/** No-break spaces are the typesetter's. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test.each(toldEvents.map(([each, fr, en]) => [each.type, each, fr, en] as const))(
  '%s is told in French and in English',
  (_, each, fr, en) => {
    expect(plain(eventSentence(each, paris.fr, 'fr').what)).toBe(fr)
    expect(plain(eventSentence(each, paris.en, 'en').what)).toBe(en)
  },
)

test.each([
  [
    item('ConsultationEnded', { actor: LAWYER, reads: 1 }),
    'Me Sophie Lambert : 1 lecture, ',
    'Me Sophie Lambert: 1 read, ',
  ],
  [item('RefusalsSummarised', { count: 1 }), ' 1 autre demande refusée entre', ' 1 more time betw'],
  [item('CasesSearched', { results: 1 }), '(1 résultat)', '(1 result)'],
  [item('CasesSearched', { results: 0 }), '(0 résultat)', '(0 results)'],
  [item('CasesSearched', { results: 1250 }), '(1 250 résultats)', '(1,250 results)'],
])('what is counted agrees with its number: $0.type', (each, fr, en) => {
  expect(plain(eventSentence(each, paris.fr, 'fr').what)).toContain(fr)
  expect(plain(eventSentence(each, paris.en, 'en').what)).toContain(en)
})

test('every type of the catalogue has a sentence in both languages, and each is tested here', () => {
  const types = [...new Set(eventTypes.map(({ type }) => type))].sort()
  expect(spokenTypes('fr').toSorted()).toEqual(types)
  expect(spokenTypes('en').toSorted()).toEqual(types)
  expect(toldEvents.map(([each]) => each.type).sort()).toEqual(types)
})

test('every published version of a type is told, and no other', () => {
  const lastVersions = new Map(eventTypes.map(({ type, typeVersion }) => [type, typeVersion]))
  for (const [type, version] of lastVersions)
    expect([type, spokenVersion(type)]).toEqual([type, version])
})

test('who, as what, what and when make one sentence, in the court’s zone', () => {
  const deposit = item(
    'DocumentDeposited',
    { document: DOCUMENT, kind: 'dire' },
    { personal: { title: 'Dire n° 1' } },
  )
  expect(plain(datedSentence(deposit, paris.fr, 'fr'))).toBe(
    'Le 12 mars 2026 à 14 h 32 (heure de Paris), Me Sophie Lambert, avocat, a déposé un dire : « Dire n° 1 ».',
  )
  expect(datedSentence(deposit, courtTime('America/Martinique', 'en'), 'en')).toBe(
    'On 12 March 2026 at 09:32 (Martinique time), Me Sophie Lambert, lawyer, deposited written observations (dire): “Dire n° 1”.',
  )
})

test('the platform acts in its own name, never as a signatory of somebody', () => {
  const sent = item('NoticeDelivered', notice, {
    actor: { id: DOCUMENT, role: 'plateforme', name: null },
  })
  expect(eventSentence(sent, paris.fr, 'fr')).toMatchObject({ who: 'La plateforme', role: null })
  expect(datedSentence(sent, paris.fr, 'fr')).toContain(', la plateforme a constaté')
})

test('who has no name any more stands within the sentence like anybody', () => {
  const deposited = item('DocumentDeposited', { document: DOCUMENT, kind: 'dire' })
  const nameless = { ...deposited, actor: { ...deposited.actor, name: null } }
  expect(datedSentence(nameless, paris.fr, 'fr')).toContain('), une personne au nom effacé, avocat')
})

test.each(languages)('an erased name is said to be erased (%s)', (language: Language) => {
  const erased = item(
    'ConsoleSessionOpened',
    {},
    { actor: { id: LAWYER, role: 'avocat', name: null } },
  )
  expect(eventSentence(erased, paris[language], language).who).toMatch(/effacé|erased/)
})

test.each([
  ['an unknown type', item('MeetingHeld', { place: 'x' })],
  [
    'an unknown version of a known type',
    item('ReportFiled', { document: DOCUMENT }, { typeVersion: 2 }),
  ],
])('%s falls back to the type as it stands', (_, each) => {
  expect(eventSentence(each, paris.fr, 'fr').what).toContain(each.type)
  expect(eventSentence(each, paris.en, 'en').what).toContain(each.type)
})

test.each(eventTypes.map(({ type }) => type))(
  '%s with data of another shape is still told',
  (type) => {
    for (const language of languages) {
      const { what } = eventSentence(
        item(type, { document: 7, recipients: 'x' }, { names: {} }),
        paris[language],
        language,
      )
      expect(what).not.toMatch(/undefined|NaN|\[object/)
    }
  },
)
