import { deposits, plainOf } from './deposits.js'
import { paper } from './paper.js'
import type { Scene } from './scene.js'

const OVERSEAS = 'overseas'
const COLLAPSE = 'collapse'

const urgent = paper(
  'Photographies et relevés des désordres',
  'piece-01-releves.pdf',
  'Fissures de la façade nord, relevés du jour.',
)
const finalReport = paper(
  'Rapport d’expertise',
  'rapport.pdf',
  'Causes des désordres, travaux propres à y remédier.',
)

/** Two smaller cases: immediate start and closing; a designation declined overseas. */
export const otherCases: readonly Scene[] = [
  {
    id: 'collapse-order',
    day: 50,
    time: '10:40',
    async play(narrator) {
      const { calendar } = narrator
      const named = [
        { handle: 'magistrat' },
        { handle: 'greffe' },
        { handle: 'expert' },
        { handle: 'partie-clinique' },
        { handle: 'avocat-clinique', actsFor: 'partie-clinique' },
      ] as const
      await narrator.order(COLLAPSE, 'magistrat', named, {
        regime: 'civil',
        zone: 'Europe/Paris',
        orderedOn: calendar.day(50),
        reportDueOn: calendar.day(148),
        consignation: { amountCents: 180_000, dueOn: calendar.day(78) },
        number: `${calendar.year}/00688`,
        court: 'Tribunal judiciaire de Valmont-sur-Loire',
        subject: 'Construction : fissures de la façade d’un bâtiment de soins',
        mission: [
          'Décrire les désordres et leurs causes.',
          'Dire s’il y a péril et quelles mesures prendre.',
        ],
      })
      await narrator.act(COLLAPSE, 'greffe', { kind: 'NotifyDesignation' })
    },
  },
  {
    id: 'collapse-immediate-start',
    day: 51,
    time: '09:10',
    async play(narrator) {
      const { calendar } = narrator
      await narrator.act(COLLAPSE, 'expert', {
        kind: 'AcceptDesignation',
        declaration: { competent: true, available: true, noConflict: true },
      })
      await narrator.act(COLLAPSE, 'magistrat', {
        kind: 'OrderImmediateStart',
        orderedOn: calendar.day(51),
        reference: `Ordonnance du ${calendar.inWords(51)}, RG ${calendar.year}/00688`,
      })
      await narrator.bring(COLLAPSE, 'avocat-clinique', urgent, deposits(urgent, 'piece'), 'urgent')
      await narrator.announce(COLLAPSE, 'urgent')
      await narrator.openEach(COLLAPSE, ['expert', 'partie-clinique'], 'urgent')
    },
  },
  {
    id: 'collapse-report',
    day: 141,
    time: '17:30',
    async play(narrator) {
      const files = (document: Parameters<ReturnType<typeof deposits>>[0]) =>
        ({ kind: 'FileReport', document, plain: plainOf(finalReport) }) as const
      await narrator.bring(COLLAPSE, 'expert', finalReport, files, 'report')
      await narrator.announce(COLLAPSE, 'report')
      await narrator.open(COLLAPSE, 'avocat-clinique', 'report')
      await narrator.open(COLLAPSE, 'partie-clinique', 'report')
    },
  },
  {
    id: 'collapse-closing',
    day: 168,
    time: '11:00',
    async play(narrator) {
      await narrator.act(COLLAPSE, 'magistrat', {
        kind: 'CloseExpertise',
        ground: 'report-filed',
      })
    },
  },
  {
    id: 'overseas-order',
    day: 240,
    time: '15:05',
    async play(narrator) {
      const { calendar } = narrator
      const named = [
        { handle: 'magistrat' },
        { handle: 'greffe' },
        { handle: 'expert' },
        { handle: 'partie-chirurgien' },
        { handle: 'avocat-chirurgien', actsFor: 'partie-chirurgien' },
      ] as const
      await narrator.order(OVERSEAS, 'magistrat', named, {
        regime: 'civil',
        zone: 'America/Martinique',
        orderedOn: calendar.day(240),
        reportDueOn: calendar.day(420),
        consignation: null,
        number: `${calendar.year}/00932`,
        court: 'Tribunal judiciaire de Port-aux-Palmes',
        subject: 'Responsabilité hospitalière : retard de prise en charge',
        mission: ['Décrire la prise en charge.', 'Dire si un retard a fait perdre une chance.'],
      })
      await narrator.act(OVERSEAS, 'greffe', { kind: 'NotifyDesignation' })
    },
  },
  {
    id: 'overseas-declined',
    day: 242,
    time: '14:22',
    async play(narrator) {
      await narrator.consult(OVERSEAS, 'expert')
      await narrator.act(OVERSEAS, 'expert', {
        kind: 'DeclineDesignation',
        ground: 'conflict-of-interest',
        reason: 'Une partie à la présente affaire l’est aussi dans une mission en cours.',
      })
    },
  },
]
