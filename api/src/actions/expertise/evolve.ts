import type { FoldedEvent } from '../decider.js'
import type { ExpertiseEventData, ExpertiseEventType } from './event-data.js'
import type { DepositedDocument, ExpertiseState } from './state.js'

type TypedEvent = {
  [Type in ExpertiseEventType]: { readonly type: Type; readonly data: ExpertiseEventData[Type] }
}[ExpertiseEventType]

/** Where the next expert added takes the place of the one designated before. */
const REPLACED: ReadonlySet<ExpertiseState['designation']> = new Set(['declined', 'vacant'])

/** Folds one event of a case; types that a later version of the product added change nothing. */
export function evolve(state: ExpertiseState, folded: FoldedEvent): ExpertiseState {
  const { envelope, hash } = folded
  const event = envelope as unknown as TypedEvent
  switch (event.type) {
    case 'ExpertiseOrdered':
      return { ...state, order: orderFrom(event.data) }
    case 'ActorAdded':
      return addActor(state, event.data)
    case 'ActorRemoved':
      return removeActor(state, event.data)
    case 'DesignationNotified':
      return { ...state, designation: 'notified' }
    case 'DesignationAccepted':
      return { ...state, designation: 'accepted' }
    case 'DesignationDeclined':
      return { ...state, designation: 'declined' }
    case 'ConsignationRecorded':
      return state.consignation === 'none' ? { ...state, consignation: 'recorded' } : state
    case 'ConsignationNotified':
      return { ...state, consignation: 'notified' }
    case 'ImmediateStartOrdered':
      return { ...state, immediateStart: true }
    case 'JudgeDecisionRecorded':
      return addDecision(state, hash, event.data)
    case 'DocumentDeposited':
      return addDocument(state, event.data.document, envelope.actor.id)
    case 'PreReportFiled':
      return addDocument({ ...state, preReportFiled: true }, event.data.document, envelope.actor.id)
    case 'ReportFiled':
      return addDocument({ ...state, reportFiled: true }, event.data.document, envelope.actor.id)
    case 'DocumentMadeAvailable': {
      const { document, recipients } = event.data
      return changeDocument(state, document, (known) => ({
        ...known,
        recipients: new Set([...known.recipients, ...recipients]),
      }))
    }
    case 'DocumentOpened':
      return changeDocument(state, event.data.document, (known) => ({
        ...known,
        openedBy: new Set(known.openedBy).add(envelope.actor.id),
      }))
    case 'NoticeSent':
      return setNotice(state, event.data, false)
    case 'NoticeDelivered':
    case 'NoticeBounced':
      return setNotice(state, event.data, true)
    case 'ExpertiseClosed':
      return { ...state, closed: true }
    case 'CaseConsulted':
    case 'ConsultationEnded':
    case 'EvidenceDownloaded':
    case 'ActionRefused':
    case 'RefusalsSummarised':
      return state
    default:
      event satisfies never
      return state
  }
}

function orderFrom(data: ExpertiseEventData['ExpertiseOrdered']): ExpertiseState['order'] {
  const { regime, zone, consignation, expert, controlJudge } = data
  return { regime, zone, expert, controlJudge, consignationOrdered: consignation !== null }
}

function addActor(state: ExpertiseState, data: ExpertiseEventData['ActorAdded']): ExpertiseState {
  const roles = state.actors.get(data.actor) ?? []
  const actors = new Map(state.actors).set(data.actor, [...roles, data.role])
  if (state.order === null) return { ...state, actors }
  if (data.controls) {
    return { ...state, actors, order: { ...state.order, controlJudge: data.actor } }
  }
  if (data.role === 'expert' && REPLACED.has(state.designation)) {
    return {
      ...state,
      actors,
      order: { ...state.order, expert: data.actor },
      designation: 'none',
    }
  }
  return { ...state, actors }
}

/** An expert removed before his report leaves the operations to the next one. */
function removeActor(
  state: ExpertiseState,
  { actor, role }: ExpertiseEventData['ActorRemoved'],
): ExpertiseState {
  const actors = new Map(state.actors)
  const left = (actors.get(actor) ?? []).filter((each) => each !== role)
  if (left.length > 0) actors.set(actor, left)
  else actors.delete(actor)
  const designated = role === 'expert' && actor === state.order?.expert
  if (!designated || state.reportFiled) return { ...state, actors }
  return { ...state, actors, designation: 'vacant', preReportFiled: false }
}

function addDecision(
  state: ExpertiseState,
  entry: string,
  data: ExpertiseEventData['JudgeDecisionRecorded'],
): ExpertiseState {
  const { decision, lifts, actors, until } = data
  return {
    ...state,
    decisions: [...state.decisions, { id: decision, entry, lifts, actors, until }],
  }
}

function addDocument(state: ExpertiseState, document: string, depositor: string): ExpertiseState {
  const added: DepositedDocument = { depositor, recipients: new Set(), openedBy: new Set() }
  return { ...state, documents: state.documents.set(document, added) }
}

function changeDocument(
  state: ExpertiseState,
  document: string,
  change: (known: DepositedDocument) => DepositedDocument,
): ExpertiseState {
  const known = state.documents.get(document)
  if (known === undefined) return state
  return { ...state, documents: state.documents.set(document, change(known)) }
}

function setNotice(
  state: ExpertiseState,
  data: ExpertiseEventData['NoticeDelivered'],
  outcomeKnown: boolean,
): ExpertiseState {
  const { notice, document, recipient } = data
  return { ...state, notices: state.notices.set(notice, { document, recipient, outcomeKnown }) }
}
