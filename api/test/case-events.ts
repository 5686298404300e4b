import type { Role } from '@contremarque/ledger'
import type { PlainDocument } from '../src/actions/expertise/action.js'
import type { ActionContext } from '../src/actions/decider.js'
import { termsInForce } from '../src/actions/terms.js'
import { hashAt, type Past } from './given.js'

/** A made-up case whose pseudonyms are readable: `judge` stands for the uuid ending in 1. */
export const NOW = Date.parse('2026-03-02T09:00:00Z')
export const judge = uuid(1)
export const registry = uuid(2)
export const expert = uuid(3)
export const party = uuid(4)
export const lawyer = uuid(5)
export const stranger = uuid(9)

export function uuid(number: number): string {
  return `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Who acts: person ids are `person-` and the pseudonym. */
export function as(role: Role, actor: string, changes: Partial<ActionContext> = {}): ActionContext {
  return {
    now: NOW,
    actor,
    stream: `expertise-${uuid(0)}`,
    pseudonyms: new Map(
      [judge, registry, expert, party, lawyer, stranger].map((id) => [personOf(id), id]),
    ),
    person: {
      id: personOf(actor),
      role,
      authentication: { method: 'development', validity: 'not-applicable', checkedAt: null },
      evidence: {},
      termsAccepted: termsInForce(NOW).version,
    },
    ...changes,
  }
}

export function personOf(actor: string): string {
  return `person-${actor}`
}

/** The same person, before accepting any terms. */
export function withoutTerms(context: ActionContext): ActionContext {
  return { ...context, person: { ...context.person, termsAccepted: null } }
}

export function asPlatform(): ActionContext {
  const context = as('plateforme', uuid(0))
  const authentication = {
    method: 'platform',
    validity: 'not-applicable',
    checkedAt: null,
  } as const
  return { ...context, person: { ...context.person, authentication, termsAccepted: null } }
}

export const asJudge = as('magistrat', judge)
export const asRegistry = as('greffe', registry)
export const asExpert = as('expert', expert)
export const asParty = as('partie', party)
export const asLawyer = as('avocat', lawyer)

/** The order and its five actors: events 0 to 5. */
export function ordered(changes: Record<string, unknown> = {}): readonly Past[] {
  const data = {
    regime: 'civil',
    zone: 'Europe/Paris',
    orderedOn: '2026-02-02',
    reportDueOn: '2026-10-01',
    consignation: { amountCents: 300000, dueOn: '2026-03-15' },
    expert,
    controlJudge: judge,
    ...changes,
  }
  return [
    { type: 'ExpertiseOrdered', data, actor: judge },
    added(judge, 'magistrat', true),
    added(registry, 'greffe'),
    added(expert, 'expert'),
    added(party, 'partie'),
    added(lawyer, 'avocat'),
  ]
}

export function added(actor: string, role: Role, controls = false): Past {
  return { type: 'ActorAdded', data: { actor, role, actsFor: null, controls }, actor: judge }
}

export const notified: Past = { type: 'DesignationNotified', data: { expert }, actor: registry }
export const accepted: Past = {
  type: 'DesignationAccepted',
  data: { competent: true, available: true, noConflict: true },
  actor: expert,
}
export const consignationRecorded: Past = {
  type: 'ConsignationRecorded',
  data: { amountCents: 300000, paidOn: '2026-03-01' },
  actor: registry,
}
export const consignationNotified: Past = {
  type: 'ConsignationNotified',
  data: { expert },
  actor: registry,
}
export const immediateStart: Past = {
  type: 'ImmediateStartOrdered',
  data: { orderedOn: '2026-02-20' },
  actor: judge,
}

/** Deposits are allowed after these. */
export function started(): readonly Past[] {
  return [...ordered(), notified, accepted, consignationRecorded, consignationNotified]
}

export function decided(
  lifts: readonly string[],
  changes: { actors?: readonly string[]; until?: string | null } = {},
): Past {
  const data = { decision: uuid(70), decidedOn: '2026-02-25', lifts, actors: [], until: null }
  return { type: 'JudgeDecisionRecorded', data: { ...data, ...changes }, actor: judge }
}

export const piece = uuid(100)
export const deposited: Past = {
  type: 'DocumentDeposited',
  data: { document: piece, kind: 'piece' },
  actor: lawyer,
}
export const madeAvailable: Past = {
  type: 'DocumentMadeAvailable',
  data: { document: piece, recipients: [judge, registry, expert, party] },
  actor: lawyer,
}
export const reportFiled: Past = {
  type: 'ReportFiled',
  data: { document: uuid(102) },
  actor: expert,
}
export const closed: Past = {
  type: 'ExpertiseClosed',
  data: { ground: 'report-filed' },
  actor: judge,
}

/** The stored bytes of a document. */
export function stored(id: string) {
  return { id, sha256: hashAt(7), size: 2048, mediaType: 'application/octet-stream' }
}

export const plain: PlainDocument = {
  title: 'Compte rendu opératoire',
  fileName: 'cro.pdf',
  mediaType: 'application/pdf',
  sha256: hashAt(8),
  size: 1999,
}
