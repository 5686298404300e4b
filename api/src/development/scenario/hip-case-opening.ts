import type { Named } from './told-case.js'
import { deposits } from './deposits.js'
import { paper } from './paper.js'
import type { Scene } from './scene.js'

export const HIP = 'hip'

const named: readonly Named[] = [
  { handle: 'magistrat' },
  { handle: 'greffe' },
  { handle: 'expert' },
  { handle: 'partie-demanderesse' },
  { handle: 'avocat-demanderesse', actsFor: 'partie-demanderesse' },
  { handle: 'medecin-demanderesse', actsFor: 'partie-demanderesse' },
  { handle: 'partie-clinique' },
  { handle: 'avocat-clinique', actsFor: 'partie-clinique' },
  { handle: 'partie-chirurgien' },
  { handle: 'avocat-chirurgien', actsFor: 'partie-chirurgien' },
]

const mission = [
  'Convoquer et entendre les parties et leurs conseils, se faire communiquer tous documents utiles.',
  'Décrire l’état de santé de Mme Benali avant l’intervention, les soins reçus et leurs suites.',
  'Dire si les soins ont été conformes aux données acquises de la science, et si l’infection est associée aux soins.',
  'Évaluer les préjudices, fixer la date de consolidation ou dire quand un nouvel examen sera utile.',
  'Établir un pré-rapport, recueillir les observations des parties et y répondre.',
]

const operation = paper(
  'Compte rendu opératoire',
  'piece-01-compte-rendu-operatoire.pdf',
  'Prothèse totale de hanche droite, Clinique des Tilleuls.',
  'Opérateur : Dr Étienne Roussel.',
)
const hospital = paper(
  'Dossier d’hospitalisation',
  'piece-02-dossier-hospitalisation.pdf',
  'Feuilles de soins, prélèvements et antibiogrammes.',
)
const surgeon = paper(
  'Observations et dossier du chirurgien',
  'piece-r1-dossier-chirurgien.pdf',
  'Consultations préopératoires, information de la patiente.',
)

/** From the order to the first exchange of documents. */
export const hipCaseOpening: readonly Scene[] = [
  {
    id: 'enrolment',
    day: 0,
    time: '08:30',
    async play(narrator) {
      await narrator.enrolEverybody()
      await narrator.acceptTerms('magistrat', 'greffe', 'expert', 'sapiteur', 'auditeur', 'dpo')
    },
  },
  {
    id: 'hip-order',
    day: 1,
    time: '10:12',
    async play(narrator) {
      const { calendar } = narrator
      await narrator.order(HIP, 'magistrat', named, {
        regime: 'civil',
        zone: 'Europe/Paris',
        orderedOn: calendar.day(1),
        reportDueOn: calendar.day(284),
        consignation: { amountCents: 300_000, dueOn: calendar.day(43) },
        number: `${calendar.year}/00417`,
        court: 'Tribunal judiciaire de Valmont-sur-Loire',
        subject: 'Responsabilité médicale : infection après prothèse totale de hanche',
        mission,
      })
    },
  },
  {
    id: 'hip-designation',
    day: 2,
    time: '14:31',
    async play(narrator) {
      await narrator.act(HIP, 'greffe', { kind: 'NotifyDesignation' })
    },
  },
  {
    id: 'hip-acceptance',
    day: 4,
    time: '09:05',
    async play(narrator) {
      await narrator.consult(HIP, 'expert')
      await narrator.act(HIP, 'expert', {
        kind: 'AcceptDesignation',
        declaration: { competent: true, available: true, noConflict: true },
      })
    },
  },
  {
    id: 'hip-parties-join',
    day: 8,
    time: '15:20',
    play: (narrator) =>
      narrator.acceptTerms(
        'partie-demanderesse',
        'avocat-demanderesse',
        'medecin-demanderesse',
        'partie-clinique',
        'avocat-clinique',
        'partie-chirurgien',
        'avocat-chirurgien',
        'medecin-conseil',
        'tiers',
      ),
  },
  {
    id: 'hip-refused-deposit',
    day: 15,
    time: '11:24',
    async play(narrator) {
      await narrator.consult(HIP, 'avocat-demanderesse')
      await narrator.refused(HIP, 'avocat-demanderesse', 'CONSIGNATION_NOT_NOTIFIED', {
        deposit: operation,
      })
    },
  },
  {
    id: 'hip-consignation',
    day: 22,
    time: '16:02',
    async play(narrator) {
      const paidOn = narrator.calendar.day(21)
      await narrator.act(HIP, 'greffe', {
        kind: 'RecordConsignation',
        amountCents: 300_000,
        paidOn,
      })
    },
  },
  {
    id: 'hip-consignation-notified',
    day: 23,
    time: '09:34',
    async play(narrator) {
      await narrator.act(HIP, 'greffe', { kind: 'NotifyConsignation' })
    },
  },
  {
    id: 'hip-claimant-documents',
    day: 24,
    time: '10:07',
    async play(narrator) {
      const by = 'avocat-demanderesse'
      await narrator.bring(HIP, by, operation, deposits(operation, 'piece'), 'operation')
      await narrator.announce(HIP, 'operation', {
        bounces: { 'partie-clinique': 'address-unknown' },
      })
      await narrator.bring(HIP, by, hospital, deposits(hospital, 'piece'), 'hospital')
      await narrator.announce(HIP, 'hospital', {
        bounces: { 'partie-clinique': 'address-unknown' },
      })
    },
  },
  {
    id: 'hip-first-openings',
    day: 24,
    time: '17:48',
    async play(narrator) {
      await narrator.openEach(HIP, ['expert', 'avocat-chirurgien'], 'operation', 'hospital')
    },
  },
  {
    id: 'hip-claimant-openings',
    day: 25,
    time: '20:11',
    play: (narrator) => narrator.open(HIP, 'partie-demanderesse', 'operation', 'hospital'),
  },
  {
    id: 'hip-letter-after-bounce',
    day: 28,
    time: '11:15',
    async play(narrator) {
      await narrator.consult(HIP, 'greffe')
      await narrator.send(HIP, 'partie-clinique', 'operation', 'registered-letter')
      await narrator.send(HIP, 'partie-clinique', 'hospital', 'registered-letter')
    },
  },
  {
    id: 'hip-letter-delivered',
    day: 30,
    time: '17:05',
    async play(narrator) {
      const deliveredAt = narrator.calendar.at(30, '10:40')
      await narrator.tellDelivery(HIP, 'partie-clinique', 'operation', deliveredAt)
      await narrator.tellDelivery(HIP, 'partie-clinique', 'hospital', deliveredAt)
    },
  },
  {
    id: 'hip-clinic-openings',
    day: 31,
    time: '09:52',
    play: (narrator) =>
      narrator.openEach(HIP, ['avocat-clinique', 'partie-clinique'], 'operation', 'hospital'),
  },
  {
    id: 'hip-surgeon-documents',
    day: 36,
    time: '18:41',
    async play(narrator) {
      await narrator.bring(HIP, 'avocat-chirurgien', surgeon, deposits(surgeon, 'piece'), 'surgeon')
      await narrator.announce(HIP, 'surgeon')
    },
  },
  {
    id: 'hip-surgeon-documents-openings',
    day: 38,
    time: '14:26',
    async play(narrator) {
      const claimant = ['avocat-demanderesse', 'partie-demanderesse'] as const
      await narrator.openEach(HIP, ['expert', ...claimant, 'avocat-clinique'], 'surgeon')
      await narrator.open(HIP, 'medecin-demanderesse', 'operation', 'hospital', 'surgeon')
      await narrator.open(HIP, 'partie-clinique', 'surgeon')
    },
  },
]
