import { HIP } from './hip-case-opening.js'
import { deposits, plainOf } from './deposits.js'
import { paper } from './paper.js'
import type { LiveScene } from './scene.js'

const lateDire = paper(
  'Dire n° 1 du Dr Roussel',
  'dire-1-roussel.pdf',
  'Observations sur le pré-rapport, adressées après la date fixée par l’expert.',
)
const report = paper(
  'Rapport d’expertise définitif',
  'rapport-definitif.pdf',
  'Réponses aux chefs de mission et aux dires des parties.',
)
const tooLate = paper(
  'Certificat complémentaire',
  'piece-r2-certificat.pdf',
  'Pièce adressée après le dépôt du rapport.',
)

/** Played one by one, at real time, on the running server. */
export const liveScenes: readonly LiveScene[] = [
  {
    id: 'live-opening',
    title: 'Le chirurgien et son conseil ouvrent enfin le pré-rapport',
    case: HIP,
    async play(narrator) {
      await narrator.consult(HIP, 'avocat-chirurgien')
      await narrator.open(HIP, 'avocat-chirurgien', 'pre-report')
      await narrator.open(HIP, 'partie-chirurgien', 'pre-report')
    },
  },
  {
    id: 'live-late-dire',
    title: 'Un dire est déposé après la date fixée pour les observations',
    case: HIP,
    async play(narrator) {
      await narrator.bring(
        HIP,
        'avocat-chirurgien',
        lateDire,
        deposits(lateDire, 'dire'),
        'late-dire',
      )
      await narrator.announce(HIP, 'late-dire', { bounces: { tiers: 'mailbox-full' } })
      await narrator.open(HIP, 'expert', 'late-dire')
    },
  },
  {
    id: 'live-report',
    title: 'L’expert dépose son rapport ; une pièce tardive est refusée',
    case: HIP,
    async play(narrator) {
      const files = (document: Parameters<ReturnType<typeof deposits>>[0]) =>
        ({ kind: 'FileReport', document, plain: plainOf(report) }) as const
      await narrator.bring(HIP, 'expert', report, files, 'report')
      await narrator.announce(HIP, 'report')
      await narrator.open(HIP, 'avocat-demanderesse', 'report')
      await narrator.refused(HIP, 'avocat-chirurgien', 'REPORT_ALREADY_FILED', { deposit: tooLate })
    },
  },
]
