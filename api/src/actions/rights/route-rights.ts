import type { Role } from '@contremarque/ledger'
import type { ExpertiseAction } from '../expertise/action.js'
import { caseRights } from './case-rights.js'
import { CASE_READERS, PERSON_ROLES } from './roles.js'

type Kind = ExpertiseAction['kind']

/** Who may use a route of the HTTP interface. */
export type RouteRight =
  /** Nobody need be identified. */
  | { readonly who: 'anybody' }
  /** Whoever may ask one of these of a case; whether he may ask this one of that case, the case says. */
  | { readonly who: 'case'; readonly asks: readonly Kind[] }
  /** Persons in these roles. */
  | { readonly who: 'roles'; readonly roles: readonly Role[] }

/** The export names no person, but every stream and what happened in it (ADR 17). */
const EXPORTERS: readonly Role[] = ['magistrat', 'greffe', 'dpo', 'auditeur', 'operateur']
/** Answer for what is held of persons; cases they see as anybody, by being registered. */
const OFFICERS: readonly Role[] = ['dpo']
/** See what others read, each as far as `accessRights` goes. */
const AUDITORS: readonly Role[] = ['auditeur', 'dpo']
const ADMINISTRATORS: readonly Role[] = ['administrateur']
/** Imported journals have no members. */
const JOURNAL_READERS: readonly Role[] = ['magistrat', 'greffe', 'dpo', 'auditeur']
const ACTING: readonly Kind[] = [
  'AddActor',
  'RemoveActor',
  'NotifyDesignation',
  'AcceptDesignation',
  'DeclineDesignation',
  'RecordConsignation',
  'NotifyConsignation',
  'OrderImmediateStart',
  'RecordJudgeDecision',
  'MakeDocumentAvailable',
  'SendNotice',
  'RecordNoticeOutcome',
  'CloseExpertise',
]

const anybody: RouteRight = { who: 'anybody' }
const only = (roles: readonly Role[]): RouteRight => ({ who: 'roles', roles })
const everyone = only(PERSON_ROLES)
const asking = (...asks: readonly Kind[]): RouteRight => ({ who: 'case', asks })

/** Every route by its operation id. A server with a route that is not here does not start. */
export const routeRights = {
  getHealth: anybody,
  listPersonas: anybody,
  getTerms: anybody,
  openSession: anybody,
  beginOidcLogin: anybody,
  endOidcLogin: anybody,
  endOidcLogout: anybody,
  endByOidcIssuer: anybody,
  openSessionByCertificate: anybody,
  listSessionMethods: anybody,

  getSession: everyone,
  endSession: everyone,
  acceptTerms: everyone,
  actAs: everyone,
  statePurpose: everyone,

  listCases: only(CASE_READERS),
  searchCases: only(CASE_READERS),
  orderExpertise: asking('OrderExpertise'),
  getCase: asking('ConsultCase'),
  getCaseTimeline: asking('ConsultCase'),
  getCaseDeliveries: asking('ConsultCase'),
  act: asking(...ACTING),
  actMany: asking('OrderExpertise', ...ACTING),
  depositDocument: asking('DepositDocument', 'FilePreReport', 'FileReport'),
  openDocument: asking('OpenDocument'),

  listJournals: only(JOURNAL_READERS),
  getJournalTimeline: only(JOURNAL_READERS),

  getEntry: everyone,
  getEntryBytes: everyone,
  getReceipt: everyone,
  getEvidenceRecord: everyone,
  getTimeStamp: everyone,

  listPersons: only(ADMINISTRATORS),
  getPerson: only(ADMINISTRATORS),
  enrolPerson: only(ADMINISTRATORS),
  changeRole: only(ADMINISTRATORS),
  bindCredential: only(ADMINISTRATORS),
  unbindCredential: only(ADMINISTRATORS),

  listOwnAccesses: everyone,
  listReaders: only(AUDITORS),
  listAccesses: only(AUDITORS),

  searchPersons: only(OFFICERS),
  getHeldData: only(OFFICERS),
  erasePerson: only(OFFICERS),
  listErasures: only(OFFICERS),

  getLedgerHealth: everyone,
  getTrust: everyone,
  getHead: everyone,
  watchEvents: everyone,
  exportLedger: only(EXPORTERS),
  exportErasures: only(EXPORTERS),
  getMetrics: only(['auditeur', 'operateur']),

  playNextScene: everyone,
} as const satisfies Readonly<Record<string, RouteRight>>

/** The operation id of a route. */
export type RouteName = keyof typeof routeRights

export const ROUTES = Object.keys(routeRights) as readonly RouteName[]

/** Who may use a route at all, being identified. */
export function rolesOf(name: RouteName): readonly Role[] {
  const right: RouteRight = routeRights[name]
  switch (right.who) {
    case 'anybody':
      return PERSON_ROLES
    case 'roles':
      return right.roles
    case 'case':
      return PERSON_ROLES.filter((role) =>
        right.asks.some((kind) => caseRights[kind].roles.includes(role)),
      )
  }
}

/** What a role may use, for a console to show no more. */
export function routesOf(role: Role): readonly RouteName[] {
  return ROUTES.filter((name) => rolesOf(name).includes(role))
}
