import { accesses } from '../english/accesses.ts'
import { englishRefusals } from '../english-refusals.ts'
import { listOf, screenCode } from '../wording.ts'
import {
  englishActions,
  englishBounces,
  englishChannels,
  englishCredentials,
  englishDocumentKinds,
  englishEnds,
  englishEvidenceForms,
  englishGrounds,
  englishInterferences,
  englishPurposes,
  englishRoles,
  englishUnbindings,
} from './english-words.ts'
import type { EventFacts, Predicate } from './event-facts.ts'
import { wordFor } from './french-words.ts'

/** One function per event type of docs/events.md: what the actor did. */
export const englishPredicates: Readonly<Record<string, Predicate>> = {
  ExpertiseOrdered: (facts) => {
    const number = facts.personal('number')
    const about = number === '' ? '' : ` (docket no. ${number})`
    return `ordered an expertise${about} and designated ${facts.name('expert')}`
  },
  ActorAdded: (facts) => {
    const name = facts.personal('name') || facts.name('actor')
    const side = facts.text('actsFor') === '' ? '' : `, for ${facts.name('actsFor')}`
    const control = facts.isTrue('controls') ? ', in charge of control of the expertise' : ''
    return `registered ${name} in the case as ${wordFor(englishRoles, facts.text('role'))}${side}${control}`
  },
  ActorRemoved: (facts) =>
    `removed ${facts.name('actor')} from the case as ${wordFor(englishRoles, facts.text('role'))}: ${wordFor(englishGrounds, facts.text('ground'))}`,
  DesignationNotified: (facts) => `notified ${facts.name('expert')} of the designation`,
  DesignationAccepted: (facts) => `accepted the designation, ${declaration(facts)}`,
  DesignationDeclined: (facts) =>
    `declined the designation: ${wordFor(englishGrounds, facts.text('ground'))}`,
  ConsignationRecorded: (facts) =>
    `recorded the consignation of ${facts.euros('amountCents')}, paid on ${facts.day('paidOn')}`,
  ConsignationNotified: (facts) => `notified ${facts.name('expert')} of the consignation`,
  ImmediateStartOrdered: (facts) =>
    `recorded the decision of ${facts.day('orderedOn')} ordering an immediate start`,
  JudgeDecisionRecorded: (facts) => `recorded ${decision(facts)}`,
  DocumentDeposited: (facts) =>
    `deposited ${wordFor(englishDocumentKinds, facts.text('kind'))}: ${facts.title()}`,
  DocumentMadeAvailable: (facts) =>
    `made ${facts.title()} available to ${facts.names('recipients')}`,
  NoticeSent: (facts) =>
    `sent ${facts.name('recipient')} the notice of availability of ${facts.title()}, ${wordFor(englishChannels, facts.text('channel'))}`,
  NoticeDelivered: (facts) =>
    `established that the notice of availability of ${facts.title()} was delivered to ${facts.name('recipient')}`,
  NoticeBounced: (facts) =>
    `established that the notice of availability of ${facts.title()} was not delivered to ${facts.name('recipient')}: ${wordFor(englishBounces, facts.text('reason'))}`,
  DocumentOpened: (facts) =>
    facts.isTrue('first')
      ? `opened ${facts.title()} for the first time`
      : `opened ${facts.title()} again`,
  CaseConsulted: (facts) =>
    `consulted the case (${wordFor(englishPurposes, facts.text('purpose'))})`,
  ConsultationEnded: (facts) =>
    `established the end of the consultation by ${facts.name('actor')}: ${facts.count('reads', 'read', 'reads')}, from ${facts.instant('from')} to ${facts.instant('until')}`,
  EvidenceDownloaded: (facts) =>
    `downloaded ${wordFor(englishEvidenceForms, facts.text('form'))} (${wordFor(englishPurposes, facts.text('purpose'))})`,
  PreReportFiled: (facts) => {
    const until = facts.day('observationsDueOn')
    const awaited = until === '' ? '' : `; observations awaited until ${until}`
    return `filed the pre-report: ${facts.title()}${awaited}`
  },
  ReportFiled: (facts) => `filed the report: ${facts.title()}`,
  ExpertiseClosed: (facts) =>
    `closed the expertise: ${wordFor(englishGrounds, facts.text('ground'))}`,
  ActionRefused: (facts) =>
    `asked to ${wordFor(englishActions, facts.text('action'))}: refused${refusal(facts)}`,
  RefusalsSummarised: (facts) =>
    `was refused ${facts.count('count', 'more time', 'more times')} between ${facts.instant('from')} and ${facts.instant('until')}`,
  ActorEnrolled: (facts) =>
    `enrolled ${facts.personal('name') || facts.name('actor')} on the platform as ${wordFor(englishRoles, facts.text('role'))}`,
  TermsAccepted: (facts) => `accepted the terms of use, version ${facts.text('version')}`,
  RoleGranted: (facts) =>
    `granted ${facts.name('actor')} the role of ${wordFor(englishRoles, facts.text('role'))}`,
  RoleWithdrawn: (facts) =>
    `withdrew from ${facts.name('actor')} the role of ${wordFor(englishRoles, facts.text('role'))}`,
  CredentialBound: (facts) =>
    `bound ${wordFor(englishCredentials, facts.text('method'))} to ${facts.name('actor')}`,
  CredentialUnbound: (facts) =>
    `took a means of identification from ${facts.name('actor')} (${wordFor(englishUnbindings, facts.text('reason'))})`,
  TermsPublished: (facts) =>
    `published the terms of use, version ${facts.text('version')}, in force from ${facts.day('inForceFrom')}`,
  ConsoleSessionOpened: () => 'opened a session',
  PurposeStated: (facts) =>
    `stated the purpose of the consultation: ${wordFor(englishPurposes, facts.text('purpose'))}`,
  LedgerExported: (facts) =>
    facts.text('use') === 'verification' ? 'had the ledger verified' : 'exported the ledger',
  ConsoleSessionEnded: (facts) =>
    `established the end of a session: ${facts.count('reads', 'read', 'reads')}, from ${facts.instant('from')} to ${facts.instant('until')} (${wordFor(englishEnds, facts.text('cause'))})`,
  ConsoleConsulted: (facts) =>
    `consulted a screen: “${wordFor(accesses.screens, screenCode(facts.text('screen')))}”`,
  CasesSearched: (facts) => `searched the cases (${facts.count('results', 'result', 'results')})`,
  JournalEntryImported: (facts) => {
    const activity = facts.personal('label') || facts.text('activity')
    return `stands in journal “${facts.text('source')}” for: ${activity}`
  },
  LedgerOpened: () => 'opened the ledger',
  SealKeyAdded: () => 'added a seal key',
  TsaAdded: (facts) => `added the time-stamping authority ${facts.text('name')}`,
  TimestampingInterrupted: (facts) =>
    `established that time-stamping has been interrupted since ${facts.instant('since')}`,
  TimestampingResumed: (facts) =>
    `established that time-stamping, interrupted on ${facts.instant('since')}, resumed on ${facts.instant('until')}`,
  StoreInterfered: (facts) =>
    `noticed that the event store was interfered with (${wordFor(englishInterferences, facts.text('kind'))})`,
  OpeningsErased: (facts) =>
    `erased ${values(facts.texts('commitments').length)}; proofs stay valid`,
}

function declaration(facts: EventFacts): string {
  const all = {
    competent: 'competence',
    available: 'availability',
    noConflict: 'no conflict of interest',
  }
  const members = Object.entries(all)
  const said = members.filter(([member]) => facts.isTrue(member)).map(([, word]) => word)
  const unsaid = members.filter(([member]) => !facts.isTrue(member)).map(([, word]) => word)
  if (unsaid.length === 0) return `declaring ${listOf(said, 'en')}`
  if (said.length === 0) return 'without a declaration'
  return `declaring ${listOf(said, 'en')}, without declaring ${listOf(unsaid, 'en')}`
}

function decision(facts: EventFacts): string {
  const rules = facts.texts('lifts')
  const lifted =
    rules.length === 0
      ? ''
      : ` lifting ${rules.length === 1 ? 'rule' : 'rules'} ${listOf(rules, 'en')}`
  const concerned = facts.texts('actors').length === 0 ? '' : ` for ${facts.names('actors')}`
  const until = facts.day('until')
  const end = until === '' ? '' : `, until ${until}`
  return `the judge’s decision of ${facts.day('decidedOn')}${lifted}${concerned}${end}`
}

function refusal(facts: EventFacts): string {
  const rule = facts.text('rule')
  const reason = wordFor(englishRefusals, facts.text('code')).replace(/[.]$/, '')
  return `${rule === '' ? '' : ` (rule ${rule})`}. Reason: ${reason}`
}

function values(count: number): string {
  return count === 1 ? 'one personal value' : `${count} personal values`
}
