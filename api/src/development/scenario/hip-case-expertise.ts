import { HIP } from './hip-case-opening.js'
import { deposits, plainOf } from './deposits.js'
import { paper } from './paper.js'
import type { Scene } from './scene.js'

const convocation = paper(
  'Convocation à la réunion d’expertise',
  'convocation-reunion-1.pdf',
  'Réunion contradictoire au cabinet de l’expert, à 14 heures.',
)
const note = paper(
  'Note aux parties n° 1',
  'note-aux-parties-1.pdf',
  'Compte rendu de la réunion, pièces demandées, avis d’un sapiteur en infectiologie.',
)
const opinion = paper(
  'Avis du sapiteur en infectiologie',
  'avis-sapiteur.pdf',
  'Analyse des prélèvements et de la chronologie de l’infection.',
)
const preReport = paper(
  'Pré-rapport',
  'pre-rapport.pdf',
  'Discussion et conclusions provisoires soumises aux observations des parties.',
)
const direClinic = paper(
  'Dire n° 1 de la Clinique des Tilleuls',
  'dire-1-clinique.pdf',
  'Observations sur les mesures d’hygiène et la date d’apparition des signes.',
)
const direClaimant = paper(
  'Dire récapitulatif de Mme Benali',
  'dire-recapitulatif-benali.pdf',
  'Rappel des observations antérieures et réponse au dire de la clinique.',
)

/** From the first meeting to the observations on the pre-report. */
export const hipCaseExpertise: readonly Scene[] = [
  {
    id: 'hip-convocation',
    day: 45,
    time: '08:58',
    async play(narrator) {
      await narrator.bring(
        HIP,
        'expert',
        convocation,
        deposits(convocation, 'convocation'),
        'convocation',
      )
      await narrator.announce(HIP, 'convocation')
      await narrator.open(HIP, 'avocat-demanderesse', 'convocation')
    },
  },
  {
    id: 'hip-convocation-openings',
    day: 46,
    time: '10:16',
    play: (narrator) =>
      narrator.openEach(
        HIP,
        [
          'partie-demanderesse',
          'medecin-demanderesse',
          'avocat-clinique',
          'partie-clinique',
          'avocat-chirurgien',
        ],
        'convocation',
      ),
  },
  {
    id: 'hip-sapiteur',
    day: 70,
    time: '09:40',
    async play(narrator) {
      await narrator.bring(HIP, 'expert', note, deposits(note, 'note'), 'note')
      await narrator.add(HIP, 'expert', { handle: 'sapiteur' })
      await narrator.share(HIP, 'expert', 'operation', 'hospital', 'surgeon', 'note')
      for (const document of ['operation', 'hospital', 'surgeon']) {
        await narrator.notify(HIP, 'sapiteur', document)
      }
    },
  },
  {
    id: 'hip-note-openings',
    day: 72,
    time: '11:48',
    async play(narrator) {
      const claimant = ['avocat-demanderesse', 'partie-demanderesse'] as const
      const clinic = ['avocat-clinique', 'partie-clinique'] as const
      const others = ['medecin-demanderesse', 'avocat-chirurgien', 'sapiteur'] as const
      await narrator.openEach(HIP, [...claimant, ...clinic, ...others], 'note')
      await narrator.open(HIP, 'sapiteur', 'operation', 'hospital', 'surgeon')
    },
  },
  {
    // The surgeon reads the convocation a month after the meeting it called him to.
    id: 'hip-late-opening',
    day: 94,
    time: '21:37',
    play: (narrator) =>
      narrator.open(HIP, 'partie-chirurgien', 'operation', 'hospital', 'convocation', 'note'),
  },
  {
    id: 'hip-third-party',
    day: 101,
    time: '11:03',
    async play(narrator) {
      const { calendar } = narrator
      await narrator.act(HIP, 'magistrat', {
        kind: 'RecordJudgeDecision',
        decision: 'c0de0000-0000-8000-8000-000000000001',
        decidedOn: calendar.day(100),
        lifts: [],
        persons: [],
        until: null,
        reference: `Ordonnance commune du ${calendar.inWords(100)}, RG ${calendar.year}/00417`,
        grounds: 'Recours subrogatoire annoncé par la mutuelle de la demanderesse.',
      })
      await narrator.add(HIP, 'greffe', { handle: 'tiers' })
      await narrator.share(HIP, 'expert', 'operation', 'hospital', 'surgeon', 'convocation', 'note')
      for (const document of ['operation', 'hospital', 'surgeon', 'convocation', 'note']) {
        await narrator.notify(HIP, 'tiers', document)
      }
    },
  },
  {
    id: 'hip-third-party-opens',
    day: 105,
    time: '15:29',
    play: (narrator) =>
      narrator.open(HIP, 'tiers', 'operation', 'hospital', 'surgeon', 'convocation', 'note'),
  },
  {
    id: 'hip-opinion',
    day: 130,
    time: '17:12',
    async play(narrator) {
      await narrator.bring(HIP, 'sapiteur', opinion, deposits(opinion, 'annex'), 'opinion')
      await narrator.announce(HIP, 'opinion', { bounces: { 'avocat-chirurgien': 'mailbox-full' } })
    },
  },
  {
    id: 'hip-opinion-openings',
    day: 133,
    time: '09:20',
    async play(narrator) {
      await narrator.notify(HIP, 'avocat-chirurgien', 'opinion')
      const claimant = [
        'avocat-demanderesse',
        'partie-demanderesse',
        'medecin-demanderesse',
      ] as const
      const clinic = ['avocat-clinique', 'partie-clinique'] as const
      await narrator.openEach(HIP, ['expert', ...claimant, ...clinic, 'tiers'], 'opinion')
    },
  },
  {
    id: 'hip-stranger',
    day: 158,
    time: '14:05',
    play: (narrator) =>
      narrator.refused(HIP, 'medecin-conseil', 'NOT_A_MEMBER', {
        kind: 'ConsultCase',
        purpose: { code: 'case-follow-up', detail: null },
      }),
  },
  {
    id: 'hip-pre-report',
    day: 196,
    time: '16:45',
    async play(narrator) {
      const observationsDueOn = narrator.calendar.day(238)
      const files = (document: Parameters<ReturnType<typeof deposits>>[0]) =>
        ({
          kind: 'FilePreReport',
          document,
          plain: plainOf(preReport),
          observationsDueOn,
        }) as const
      await narrator.bring(HIP, 'expert', preReport, files, 'pre-report')
      await narrator.announce(HIP, 'pre-report')
    },
  },
  {
    id: 'hip-pre-report-openings',
    day: 197,
    time: '10:31',
    async play(narrator) {
      const claimant = [
        'avocat-demanderesse',
        'partie-demanderesse',
        'medecin-demanderesse',
      ] as const
      const clinic = ['avocat-clinique', 'partie-clinique'] as const
      const others = ['tiers', 'sapiteur', 'magistrat'] as const
      await narrator.openEach(HIP, [...claimant, ...clinic, ...others], 'pre-report')
    },
  },
  {
    id: 'hip-dire-clinic',
    day: 221,
    time: '18:20',
    async play(narrator) {
      await narrator.bring(
        HIP,
        'avocat-clinique',
        direClinic,
        deposits(direClinic, 'dire'),
        'dire-clinic',
      )
      await narrator.announce(HIP, 'dire-clinic')
    },
  },
  {
    id: 'hip-dire-clinic-openings',
    day: 224,
    time: '12:02',
    async play(narrator) {
      const claimant = ['avocat-demanderesse', 'partie-demanderesse'] as const
      await narrator.openEach(
        HIP,
        ['expert', ...claimant, 'partie-clinique', 'tiers'],
        'dire-clinic',
      )
    },
  },
  {
    id: 'hip-dire-claimant',
    day: 235,
    time: '19:54',
    async play(narrator) {
      const by = 'avocat-demanderesse'
      await narrator.bring(HIP, by, direClaimant, deposits(direClaimant, 'dire'), 'dire-claimant')
      await narrator.announce(HIP, 'dire-claimant', {
        bounces: { 'medecin-demanderesse': 'mailbox-full' },
      })
    },
  },
  {
    id: 'hip-dire-claimant-openings',
    day: 238,
    time: '09:33',
    async play(narrator) {
      const clinic = ['avocat-clinique', 'partie-clinique'] as const
      await narrator.openEach(HIP, ['expert', ...clinic, 'tiers'], 'dire-claimant')
    },
  },
  {
    id: 'hip-sapiteur-leaves',
    day: 241,
    time: '11:26',
    play: (narrator) => narrator.remove(HIP, 'expert', 'sapiteur', 'mission-ended'),
  },
  {
    id: 'hip-follow-up',
    day: 259,
    time: '09:15',
    play: (narrator) => narrator.consult(HIP, 'magistrat'),
  },
]
