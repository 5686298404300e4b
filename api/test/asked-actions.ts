import { createHash, randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import type { ExpertiseAction } from '../src/actions/expertise/action.js'
import { personaOf, type PersonaHandle } from '../src/identity/personas.js'
import type { Caller } from './http-world.js'
import type { Answer } from './way-to-server.js'

/** One persona of each role. */
export const WHO: Partial<Record<Role, PersonaHandle>> = {
  magistrat: 'magistrat',
  greffe: 'greffe',
  expert: 'expert',
  sapiteur: 'sapiteur',
  partie: 'partie-demanderesse',
  avocat: 'avocat-demanderesse',
  'medecin-designe': 'medecin-demanderesse',
  'medecin-conseil': 'medecin-conseil',
  tiers: 'tiers',
  dpo: 'dpo',
  auditeur: 'auditeur',
  operateur: 'operateur',
  administrateur: 'administrateur',
}
/** What is asked of. */
export interface CasePlace {
  readonly case: string
  readonly document: string
  readonly entry: string
  /** Pseudonym of a party, to whom notices go. */
  readonly party: string
}

/** The same, and by whom. */
export interface Place extends CasePlace {
  readonly role: Role
}

export function idOf(role: Role): string {
  return personaOf(WHO[role]!).id
}

export const file = Buffer.from('%PDF-1.7')
export const plain = {
  title: 'Lettre',
  mediaType: 'application/pdf',
  sha256: createHash('sha256').update(file).digest('hex'),
  size: file.length,
}
/** Bodies of every action that a member may ask for; closing comes last. */
export const bodies = {
  NotifyDesignation: {},
  AcceptDesignation: { declaration: { competent: true, available: true, noConflict: true } },
  DeclineDesignation: { ground: 'other' },
  AddActor: { person: personaOf('partie-chirurgien').id, role: 'partie' },
  RemoveActor: { actor: randomUUID(), role: 'sapiteur', ground: 'mission-ended' },
  RecordConsignation: { amountCents: 1, paidOn: '2026-11-10' },
  NotifyConsignation: {},
  OrderImmediateStart: { orderedOn: '2026-11-10', reference: 'x' },
  RecordJudgeDecision: {
    decidedOn: '2026-11-10',
    lifts: [],
    persons: [],
    until: null,
    reference: 'x',
  },
  MakeDocumentAvailable: {},
  SendNotice: { channel: 'email', address: 'x' },
  RecordNoticeOutcome: { notice: randomUUID(), outcome: 'delivered', reportedAt: null },
  DepositDocument: { documentKind: 'letter', ...plain },
  FilePreReport: { observationsDueOn: null, ...plain },
  FileReport: plain,
  CloseExpertise: { ground: 'withdrawn' },
} as const satisfies Partial<Record<ExpertiseAction['kind'], object>>

export type Kind = keyof typeof bodies

/** Asked with a file, in a form. */
export const FORMS: ReadonlySet<string> = new Set([
  'DepositDocument',
  'FilePreReport',
  'FileReport',
])
const OF_DOCUMENT: ReadonlySet<string> = new Set(['MakeDocumentAvailable', 'SendNotice'])

export function bodyOf(kind: Kind, { document, party }: CasePlace): object {
  return {
    kind,
    ...bodies[kind],
    ...(OF_DOCUMENT.has(kind) && { document }),
    ...(kind === 'SendNotice' && { recipient: party }),
  }
}

export function askAction(kind: Kind, caller: Caller, at: CasePlace): Promise<Answer> {
  const body = bodyOf(kind, at)
  if (FORMS.has(kind)) return caller.deposit(at.case, body, file)
  return caller.post(`/cases/${at.case}/actions`, body)
}
