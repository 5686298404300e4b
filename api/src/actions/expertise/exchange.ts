import { MAX_RECIPIENTS } from '@contremarque/ledger'
import type { ActionContext, DraftEvent } from '../decider.js'
import { caseRights, depositObstacles, depositRights } from '../rights/case-rights.js'
import { PARTY_SIDE } from '../rights/roles.js'
import type {
  DepositDocument,
  MakeDocumentAvailable,
  OpenDocument,
  RecordNoticeOutcome,
  SendNotice,
} from './action.js'
import { draft, plainFields } from './draft.js'
import { requireNone, type Guard } from './guard.js'
import type { DepositedDocument, OrderedCase } from './state.js'

export function depositDocument(
  action: DepositDocument,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  const roles = depositRights[action.documentKind]
  if (!roles.includes(context.person.role)) guard.refuse('DOCUMENT_KIND_NOT_ALLOWED')
  const { document, documentKind, plain } = action
  requireNone(guard, depositObstacles[documentKind] ?? [], state, context.actor)
  guard.require(!state.documents.has(document.id), 'DOCUMENT_ALREADY_DEPOSITED')
  return [
    draft(
      'DocumentDeposited',
      { document: document.id, kind: documentKind },
      { personal: plainFields(plain), documents: [document] },
    ),
  ]
}

/** To everyone registered now who may open it, but its depositor; again when others have joined since (R13). */
export function makeDocumentAvailable(
  action: MakeDocumentAvailable,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  const document = knownDocument(action.document, state, guard)
  const asDepositor = context.actor === document.depositor
  if (PARTY_SIDE.includes(context.person.role)) guard.require(asDepositor, 'NOT_THE_DEPOSITOR')
  const recipients = [...state.actors.keys()]
    .filter((actor) => mayOpen(actor, state))
    .filter((actor) => actor !== document.depositor && !document.recipients.has(actor))
  guard.require(recipients.length > 0, 'DOCUMENT_ALREADY_AVAILABLE')
  return inParts(recipients, MAX_RECIPIENTS).map((part) =>
    draft('DocumentMadeAvailable', { document: action.document, recipients: part }),
  )
}

function inParts<Item>(items: readonly Item[], most: number): (readonly Item[])[] {
  const count = Math.ceil(items.length / most)
  return Array.from({ length: count }, (_, part) => items.slice(part * most, (part + 1) * most))
}

export function sendNotice(
  action: SendNotice,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const { notice, document, recipient, channel, address } = action
  const known = knownDocument(document, state, guard)
  guard.require(known.recipients.has(recipient), 'DOCUMENT_NOT_AVAILABLE')
  guard.require(mayOpen(recipient, state), 'RECIPIENT_REMOVED')
  guard.require(!state.notices.has(notice), 'NOTICE_ALREADY_SENT')
  return [
    draft(
      'NoticeSent',
      { notice, document, recipient, channel },
      { personal: { address }, subject: recipient },
    ),
  ]
}

/** One outcome per notice: what bounced is never delivered later, another notice is sent. */
export function recordNoticeOutcome(
  action: RecordNoticeOutcome,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const known = state.notices.get(action.notice) ?? guard.refuse('NOTICE_UNKNOWN')
  guard.require(!known.outcomeKnown, 'NOTICE_OUTCOME_KNOWN')
  const { document, recipient } = known
  const data = { notice: action.notice, document, recipient }
  const extras = {
    personal: { diagnostic: action.diagnostic },
    subject: recipient,
    ...(action.reportedAt === null
      ? {}
      : { occurredAt: { at: action.reportedAt, basis: 'declared' as const } }),
  }
  if (action.outcome === 'delivered') return [draft('NoticeDelivered', data, extras)]
  return [draft('NoticeBounced', { ...data, reason: action.outcome }, extras)]
}

export function openDocument(
  action: OpenDocument,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  const { depositor, recipients, openedBy } = knownDocument(action.document, state, guard)
  const reachable = depositor === context.actor || recipients.has(context.actor)
  guard.require(reachable, 'DOCUMENT_NOT_AVAILABLE')
  const first = !openedBy.has(context.actor)
  return [draft('DocumentOpened', { document: action.document, first })]
}

/** Registered now, in a role that opens documents. */
function mayOpen(actor: string, { actors }: OrderedCase): boolean {
  const roles = actors.get(actor) ?? []
  return roles.some((role) => caseRights.OpenDocument.roles.includes(role))
}

function knownDocument(id: string, state: OrderedCase, guard: Guard): DepositedDocument {
  return state.documents.get(id) ?? guard.refuse('DOCUMENT_UNKNOWN')
}
