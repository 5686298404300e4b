/** @jest-environment node */
import { eventTypes } from '@contremarque/ledger'
import type { TimelineItem } from '../../api/types.ts'
import { courtTime } from '../court-time.ts'
import { languages, type Language } from '../language.ts'
import { datedSentence, eventSentence, spokenTypes, spokenVersion } from './event-sentence.ts'

const EXPERT = '22222222-2222-4333-8444-555555555555'
const LAWYER = '33333333-2222-4333-8444-555555555555'
const PARTY = '44444444-2222-4333-8444-555555555555'
const DOCUMENT = '11111111-2222-4333-8444-555555555555'
const paris = { fr: courtTime('Europe/Paris', 'fr'), en: courtTime('Europe/Paris', 'en') }

function item(
  type: string,
  data: TimelineItem['data'],
  changes: Partial<TimelineItem> = {},
): TimelineItem {
  return {
    id: '7c0de000-0000-8000-8000-000000000001',
    hash: 'ab'.repeat(32),
    stream: 'expertise-6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90',
    revision: 3,
    type,
    typeVersion: 1,
    actor: { id: LAWYER, role: 'avocat', name: 'Me Sophie Lambert' },
    occurredAt: { at: '2026-03-12T13:32:07.120Z', basis: 'observed' },
    recordedAt: '2026-03-12T13:32:07.120Z',
    data,
    personal: {},
    names: {
      [EXPERT]: 'Dr Hélène Aubry',
      [LAWYER]: 'Me Sophie Lambert',
      [PARTY]: 'Nadia Benali',
      [DOCUMENT]: 'Compte rendu opératoire',
    },
    documents: [],
    state: 'stamped',
    notBefore: null,
    notAfter: null,
    ...changes,
  }
}

const notice = { notice: DOCUMENT, document: DOCUMENT, recipient: PARTY }
const personal = { title: 'Compte rendu opératoire' }

const cases: readonly [TimelineItem, string, string][] = [
  [
    item(
      'ExpertiseOrdered',
      {
        regime: 'civil',
        zone: 'Europe/Paris',
        orderedOn: '2026-02-02',
        reportDueOn: null,
        consignation: null,
        expert: EXPERT,
        controlJudge: PARTY,
      },
      { personal: { number: '26/00412' } },
    ),
    'a ordonné une expertise (n° RG 26/00412) et désigné Dr Hélène Aubry',
    'ordered an expertise (docket no. 26/00412) and designated Dr Hélène Aubry',
  ],
  [
    item('ActorAdded', { actor: LAWYER, role: 'avocat', actsFor: PARTY, controls: false }),
    'a inscrit au dossier Me Sophie Lambert, en qualité d’avocat, pour Nadia Benali',
    'registered Me Sophie Lambert in the case as lawyer, for Nadia Benali',
  ],
  [
    item('DesignationNotified', { expert: EXPERT }),
    'a notifié sa désignation à Dr Hélène Aubry',
    'notified Dr Hélène Aubry of the designation',
  ],
  [
    item('DesignationAccepted', { competent: true, available: true, noConflict: false }),
    'a accepté la mission, en déclarant compétence et disponibilité, sans déclarer absence de conflit d’intérêts',
    'accepted the designation, declaring competence and availability, without declaring no conflict of interest',
  ],
  [
    item('DesignationDeclined', { ground: 'conflict-of-interest' }),
    'a refusé la mission : conflit d’intérêts',
    'declined the designation: conflict of interest',
  ],
  [
    item('ConsignationRecorded', { amountCents: 300_000, paidOn: '2026-03-01' }),
    'a constaté la consignation de 3 000,00 €, versée le 1er mars 2026',
    'recorded the consignation of €3,000.00, paid on 1 March 2026',
  ],
  [
    item('ConsignationNotified', { expert: EXPERT }),
    'a notifié la consignation à Dr Hélène Aubry',
    'notified Dr Hélène Aubry of the consignation',
  ],
  [
    item('ImmediateStartOrdered', { orderedOn: '2026-03-02' }),
    'a inscrit la décision du 2 mars 2026 ordonnant le commencement immédiat des opérations',
    'recorded the decision of 2 March 2026 ordering an immediate start',
  ],
  [
    item('JudgeDecisionRecorded', {
      decision: DOCUMENT,
      decidedOn: '2026-03-02',
      lifts: ['R11', 'R33'],
      actors: [LAWYER],
      until: '2026-04-01',
    }),
    'a inscrit la décision du juge du 2 mars 2026 levant les règles R11 et R33 pour Me Sophie Lambert, jusqu’au 1er avril 2026',
    'recorded the judge’s decision of 2 March 2026 lifting rules R11 and R33 for Me Sophie Lambert, until 1 April 2026',
  ],
  [
    item('DocumentDeposited', { document: DOCUMENT, kind: 'piece' }, { personal }),
    'a déposé une pièce : « Compte rendu opératoire »',
    'deposited an exhibit: “Compte rendu opératoire”',
  ],
  [
    item('DocumentMadeAvailable', { document: DOCUMENT, recipients: [EXPERT, PARTY] }),
    'a mis « Compte rendu opératoire » à la disposition de Dr Hélène Aubry et Nadia Benali',
    'made “Compte rendu opératoire” available to Dr Hélène Aubry and Nadia Benali',
  ],
  [
    item('NoticeSent', { ...notice, channel: 'email' }),
    'a envoyé à Nadia Benali l’avis de mise à disposition de « Compte rendu opératoire », par courriel',
    'sent Nadia Benali the notice of availability of “Compte rendu opératoire”, by e-mail',
  ],
  [
    item('NoticeDelivered', notice),
    'a constaté que l’avis de mise à disposition de « Compte rendu opératoire » a été remis à Nadia Benali',
    'established that the notice of availability of “Compte rendu opératoire” was delivered to Nadia Benali',
  ],
  [
    item('NoticeBounced', { ...notice, reason: 'mailbox-full' }),
    'a constaté que l’avis de mise à disposition de « Compte rendu opératoire » n’a pas été remis à Nadia Benali : boîte pleine',
    'established that the notice of availability of “Compte rendu opératoire” was not delivered to Nadia Benali: mailbox full',
  ],
  [
    item('DocumentOpened', { document: DOCUMENT, first: true }),
    'a ouvert « Compte rendu opératoire » pour la première fois',
    'opened “Compte rendu opératoire” for the first time',
  ],
  [
    item('CaseConsulted', { purpose: 'case-follow-up' }),
    'a consulté le dossier (suivi du dossier)',
    'consulted the case (case follow-up)',
  ],
  [
    item(
      'PreReportFiled',
      { document: DOCUMENT, observationsDueOn: '2026-09-01' },
      { personal: { title: 'Pré-rapport' } },
    ),
    'a déposé son pré-rapport : « Pré-rapport » ; dires attendus jusqu’au 1er septembre 2026',
    'filed the pre-report: “Pré-rapport”; observations awaited until 1 September 2026',
  ],
  [
    item('ReportFiled', { document: DOCUMENT }, { personal: { title: null }, names: {} }),
    'a déposé son rapport : un document au titre effacé',
    'filed the report: a document whose title was erased',
  ],
  [
    item('ExpertiseClosed', { ground: 'report-filed' }),
    'a clos l’expertise : rapport déposé',
    'closed the expertise: report filed',
  ],
  [
    item('ActionRefused', { action: 'DepositDocument', code: 'REPORT_ALREADY_FILED', rule: 'R33' }),
    'a demandé à déposer un document : demande refusée (règle R33). Motif : Aucun dépôt des parties après le rapport, sauf complément ordonné par le juge',
    'asked to deposit a document: refused (rule R33). Reason: No deposit by the parties after the report, unless the judge ordered a complement',
  ],
  [
    item('RefusalsSummarised', {
      count: 12,
      from: '2026-03-12T13:00:00.000Z',
      until: '2026-03-12T13:01:00.000Z',
    }),
    'a vu 12 autres demandes refusées entre le 12 mars 2026 à 14 h 00 et le 12 mars 2026 à 14 h 01',
    'was refused 12 more times between 12 March 2026 at 14:00 and 12 March 2026 at 14:01',
  ],
  [
    item(
      'ActorEnrolled',
      { actor: EXPERT, role: 'expert' },
      { personal: { name: 'Dr Hélène Aubry' } },
    ),
    'a inscrit sur la plateforme Dr Hélène Aubry, en qualité d’expert',
    'enrolled Dr Hélène Aubry on the platform as expert',
  ],
  [
    item('TermsAccepted', { version: '2026-1' }),
    'a accepté les conditions d’utilisation, version 2026-1',
    'accepted the terms of use, version 2026-1',
  ],
  [
    item('RoleGranted', { actor: EXPERT, role: 'sapiteur' }),
    'a attribué à Dr Hélène Aubry la qualité de sapiteur',
    'granted Dr Hélène Aubry the role of consulted specialist',
  ],
  [
    item('RoleWithdrawn', { actor: EXPERT, role: 'sapiteur' }),
    'a retiré à Dr Hélène Aubry la qualité de sapiteur',
    'withdrew from Dr Hélène Aubry the role of consulted specialist',
  ],
  [
    item('CredentialBound', { actor: EXPERT, credential: DOCUMENT, method: 'certificate' }),
    'a rattaché à Dr Hélène Aubry un certificat électronique',
    'bound an electronic certificate to Dr Hélène Aubry',
  ],
  [
    item('CredentialUnbound', { actor: EXPERT, credential: DOCUMENT, reason: 'revoked' }),
    'a retiré à Dr Hélène Aubry un moyen d’identification (révoqué)',
    'took a means of identification from Dr Hélène Aubry (revoked)',
  ],
  [
    item('TermsPublished', {
      version: '2026-1',
      sha256: 'ab'.repeat(32),
      inForceFrom: '2026-01-01',
    }),
    'a publié les conditions d’utilisation, version 2026-1, en vigueur à compter du 1er janvier 2026',
    'published the terms of use, version 2026-1, in force from 1 January 2026',
  ],
  [item('ConsoleSessionOpened', { session: DOCUMENT }), 'a ouvert une session', 'opened a session'],
  [
    item('ConsoleConsulted', { screen: 'cases-listed' }),
    'a consulté un écran (cases-listed)',
    'consulted a screen (cases-listed)',
  ],
  [
    item('CasesSearched', { results: 3 }),
    'a fait une recherche (3 résultats)',
    'searched the cases (3 results)',
  ],
  [
    item(
      'JournalEntryImported',
      { source: 'permits', activity: 'receipt' },
      { personal: { label: 'Confirmation de réception' } },
    ),
    'figure au journal « permits » pour : Confirmation de réception',
    'stands in journal “permits” for: Confirmation de réception',
  ],
  [item('LedgerOpened', {}), 'a ouvert le registre', 'opened the ledger'],
  [item('SealKeyAdded', {}), 'a ajouté une clé de cachet', 'added a seal key'],
  [
    item('TsaAdded', { name: 'tsa-two' }),
    'a ajouté l’autorité d’horodatage tsa-two',
    'added the time-stamping authority tsa-two',
  ],
  [
    item('TimestampingInterrupted', { since: '2026-03-12T13:00:00.000Z', tsas: [] }),
    'a constaté que l’horodatage est interrompu depuis le 12 mars 2026 à 14 h 00',
    'established that time-stamping has been interrupted since 12 March 2026 at 14:00',
  ],
  [
    item('TimestampingResumed', {
      since: '2026-03-12T13:00:00.000Z',
      until: '2026-03-12T15:00:00.000Z',
    }),
    'a constaté que l’horodatage, interrompu le 12 mars 2026 à 14 h 00, est rétabli depuis le 12 mars 2026 à 16 h 00',
    'established that time-stamping, interrupted on 12 March 2026 at 14:00, resumed on 12 March 2026 at 16:00',
  ],
  [
    item('StoreInterfered', { kind: 'truncation', stream: null, at: '42' }),
    'a constaté une intervention dans la base de données (troncature)',
    'noticed that the event store was interfered with (truncation)',
  ],
  [
    item('OpeningsErased', { commitments: ['ab'.repeat(32)], basis: 'request' }),
    'a effacé une donnée personnelle ; les preuves restent valides',
    'erased one personal value; proofs stay valid',
  ],
]

/** No-break spaces are the typesetter's. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test.each(cases.map(([each, fr, en]) => [each.type, each, fr, en] as const))(
  '%s is told in French and in English',
  (_, each, fr, en) => {
    expect(plain(eventSentence(each, paris.fr, 'fr').what)).toBe(fr)
    expect(plain(eventSentence(each, paris.en, 'en').what)).toBe(en)
  },
)

test('every type of the catalogue has a sentence in both languages, and each is tested here', () => {
  const types = [...new Set(eventTypes.map(({ type }) => type))].sort()
  expect(spokenTypes('fr').toSorted()).toEqual(types)
  expect(spokenTypes('en').toSorted()).toEqual(types)
  expect(cases.map(([each]) => each.type).sort()).toEqual(types)
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
