import { accesses } from '../french/accesses.ts'
import { frenchRefusals } from '../french-refusals.ts'
import { listOf, screenCode } from '../wording.ts'
import type { EventFacts, Predicate } from './event-facts.ts'
import {
  frenchActions,
  frenchBounces,
  frenchChannels,
  frenchCredentials,
  frenchDocumentKinds,
  frenchEnds,
  frenchEvidenceForms,
  frenchGrounds,
  frenchInterferences,
  frenchPurposes,
  frenchRoles,
  frenchUnbindings,
  ofWord,
  wordFor,
} from './french-words.ts'

/** One function per event type of docs/events.md: what the actor did. */
export const frenchPredicates: Readonly<Record<string, Predicate>> = {
  ExpertiseOrdered: (facts) => {
    const number = facts.personal('number')
    const about = number === '' ? '' : ` (n° RG ${number})`
    return `a ordonné une expertise${about} et désigné ${facts.name('expert')}`
  },
  ActorAdded: (facts) => {
    const name = facts.personal('name') || facts.name('actor')
    const side = facts.text('actsFor') === '' ? '' : `, pour ${facts.name('actsFor')}`
    const control = facts.isTrue('controls') ? ', chargé du contrôle de l’expertise' : ''
    return `a inscrit au dossier ${name}, en qualité ${ofRole(facts)}${side}${control}`
  },
  ActorRemoved: (facts) =>
    `a retiré du dossier ${facts.name('actor')}, inscrit en qualité ${ofRole(facts)} : ${wordFor(frenchGrounds, facts.text('ground'))}`,
  DesignationNotified: (facts) => `a notifié sa désignation à ${facts.name('expert')}`,
  DesignationAccepted: (facts) => `a accepté la mission, ${declaration(facts)}`,
  DesignationDeclined: (facts) =>
    `a refusé la mission : ${wordFor(frenchGrounds, facts.text('ground'))}`,
  ConsignationRecorded: (facts) =>
    `a constaté la consignation de ${facts.euros('amountCents')}, versée le ${facts.day('paidOn')}`,
  ConsignationNotified: (facts) => `a notifié la consignation à ${facts.name('expert')}`,
  ImmediateStartOrdered: (facts) =>
    `a inscrit la décision du ${facts.day('orderedOn')} ordonnant le commencement immédiat des opérations`,
  JudgeDecisionRecorded: (facts) => `a inscrit ${decision(facts)}`,
  DocumentDeposited: (facts) =>
    `a déposé ${wordFor(frenchDocumentKinds, facts.text('kind'))} : ${facts.title()}`,
  DocumentMadeAvailable: (facts) =>
    `a mis ${facts.title()} à la disposition de ${facts.names('recipients')}`,
  NoticeSent: (facts) =>
    `a envoyé à ${facts.name('recipient')} l’avis de mise à disposition de ${facts.title()}, ${wordFor(frenchChannels, facts.text('channel'))}`,
  NoticeDelivered: (facts) =>
    `a constaté que l’avis de mise à disposition de ${facts.title()} a été remis à ${facts.name('recipient')}`,
  NoticeBounced: (facts) =>
    `a constaté que l’avis de mise à disposition de ${facts.title()} n’a pas été remis à ${facts.name('recipient')} : ${wordFor(frenchBounces, facts.text('reason'))}`,
  DocumentOpened: (facts) =>
    facts.isTrue('first')
      ? `a ouvert ${facts.title()} pour la première fois`
      : `a ouvert de nouveau ${facts.title()}`,
  CaseConsulted: (facts) =>
    `a consulté le dossier (${wordFor(frenchPurposes, facts.text('purpose'))})`,
  ConsultationEnded: (facts) =>
    `a constaté la fin de la consultation par ${facts.name('actor')} : ${facts.count('reads', 'lecture', 'lectures')}, du ${facts.instant('from')} au ${facts.instant('until')}`,
  EvidenceDownloaded: (facts) =>
    `a téléchargé ${wordFor(frenchEvidenceForms, facts.text('form'))} (${wordFor(frenchPurposes, facts.text('purpose'))})`,
  PreReportFiled: (facts) => {
    const until = facts.day('observationsDueOn')
    const awaited = until === '' ? '' : ` ; dires attendus jusqu’au ${until}`
    return `a déposé son pré-rapport : ${facts.title()}${awaited}`
  },
  ReportFiled: (facts) => `a déposé son rapport : ${facts.title()}`,
  ExpertiseClosed: (facts) =>
    `a clos l’expertise : ${wordFor(frenchGrounds, facts.text('ground'))}`,
  ActionRefused: (facts) =>
    `a demandé à ${wordFor(frenchActions, facts.text('action'))} : demande refusée${refusal(facts)}`,
  RefusalsSummarised: (facts) =>
    `a vu ${facts.count('count', 'autre demande refusée', 'autres demandes refusées')} entre le ${facts.instant('from')} et le ${facts.instant('until')}`,
  ActorEnrolled: (facts) =>
    `a inscrit sur la plateforme ${facts.personal('name') || facts.name('actor')}, en qualité ${ofRole(facts)}`,
  TermsAccepted: (facts) =>
    `a accepté les conditions d’utilisation, version ${facts.text('version')}`,
  RoleGranted: (facts) => `a attribué à ${facts.name('actor')} la qualité ${ofRole(facts)}`,
  RoleWithdrawn: (facts) => `a retiré à ${facts.name('actor')} la qualité ${ofRole(facts)}`,
  CredentialBound: (facts) =>
    `a rattaché à ${facts.name('actor')} ${wordFor(frenchCredentials, facts.text('method'))}`,
  CredentialUnbound: (facts) =>
    `a retiré à ${facts.name('actor')} un moyen d’identification (${wordFor(frenchUnbindings, facts.text('reason'))})`,
  TermsPublished: (facts) =>
    `a publié les conditions d’utilisation, version ${facts.text('version')}, en vigueur à compter du ${facts.day('inForceFrom')}`,
  ConsoleSessionOpened: () => 'a ouvert une session',
  PurposeStated: (facts) =>
    `a indiqué la finalité de sa consultation : ${wordFor(frenchPurposes, facts.text('purpose'))}`,
  LedgerExported: (facts) =>
    facts.text('use') === 'verification' ? 'a fait vérifier le registre' : 'a exporté le registre',
  ConsoleSessionEnded: (facts) =>
    `a constaté la fin d’une session : ${facts.count('reads', 'lecture', 'lectures')}, du ${facts.instant('from')} au ${facts.instant('until')} (${wordFor(frenchEnds, facts.text('cause'))})`,
  ConsoleConsulted: (facts) =>
    `a consulté un écran : « ${wordFor(accesses.screens, screenCode(facts.text('screen')))} »`,
  CasesSearched: (facts) =>
    `a fait une recherche (${facts.count('results', 'résultat', 'résultats')})`,
  JournalEntryImported: (facts) => {
    const activity = facts.personal('label') || facts.text('activity')
    return `figure au journal « ${facts.text('source')} » pour : ${activity}`
  },
  LedgerOpened: () => 'a ouvert le registre',
  SealKeyAdded: () => 'a ajouté une clé de cachet',
  TsaAdded: (facts) => `a ajouté l’autorité d’horodatage ${facts.text('name')}`,
  TimestampingInterrupted: (facts) =>
    `a constaté que l’horodatage est interrompu depuis le ${facts.instant('since')}`,
  TimestampingResumed: (facts) =>
    `a constaté que l’horodatage, interrompu le ${facts.instant('since')}, est rétabli depuis le ${facts.instant('until')}`,
  StoreInterfered: (facts) =>
    `a constaté une intervention dans la base de données (${wordFor(frenchInterferences, facts.text('kind'))})`,
  OpeningsErased: (facts) =>
    `a effacé ${values(facts.texts('commitments').length)} ; les preuves restent valides`,
}

function declaration(facts: EventFacts): string {
  const all = {
    competent: 'compétence',
    available: 'disponibilité',
    noConflict: 'absence de conflit d’intérêts',
  }
  const members = Object.entries(all)
  const said = members.filter(([member]) => facts.isTrue(member)).map(([, word]) => word)
  const unsaid = members.filter(([member]) => !facts.isTrue(member)).map(([, word]) => word)
  if (unsaid.length === 0) return `en déclarant ${listOf(said, 'fr')}`
  if (said.length === 0) return 'sans déclaration'
  return `en déclarant ${listOf(said, 'fr')}, sans déclarer ${listOf(unsaid, 'fr')}`
}

function decision(facts: EventFacts): string {
  const rules = facts.texts('lifts')
  const lifted =
    rules.length === 0
      ? ''
      : ` levant ${rules.length === 1 ? 'la règle' : 'les règles'} ${listOf(rules, 'fr')}`
  const concerned = facts.texts('actors').length === 0 ? '' : ` pour ${facts.names('actors')}`
  const until = facts.day('until')
  const end = until === '' ? '' : `, jusqu’au ${until}`
  return `la décision du juge du ${facts.day('decidedOn')}${lifted}${concerned}${end}`
}

function refusal(facts: EventFacts): string {
  const rule = facts.text('rule')
  const reason = wordFor(frenchRefusals, facts.text('code')).replace(/[.]$/, '')
  return `${rule === '' ? '' : ` (règle ${rule})`}. Motif : ${reason}`
}

function ofRole(facts: EventFacts): string {
  return ofWord(wordFor(frenchRoles, facts.text('role')))
}

function values(count: number): string {
  return count === 1 ? 'une donnée personnelle' : `${count} données personnelles`
}
