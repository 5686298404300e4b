import { boolean, code, count, day, hash, instant, uuid } from '../shape/scalars.ts'
import { list, nullable, object, oneOf, text, type Shape } from '../shape/shape.ts'
import { event, laterVersion, legallyDated, purpose, type EventType } from './event-type.ts'

/** Of one entry that makes a document available; a case with more has several. */
export const MAX_RECIPIENTS = 256

/** A rule of docs/rules.md. */
const rule: Shape<string> = text('a rule R01 to R40', /^R(0[1-9]|[1-3][0-9]|40)$/)

/** The kind of an action: `DepositDocument`. */
const actionKind: Shape<string> = text('an action kind', /^[A-Z][A-Za-z]{2,63}$/)

/** How entries name a zone of the IANA database. */
export const ZONE_NAME = /^[A-Z][A-Za-z0-9_+-]{1,31}(\/[A-Za-z0-9_+-]{1,31}){0,2}$/
const zone: Shape<string> = text('an IANA zone', ZONE_NAME)

/** What the depositor hands over in clear is committed: its digest could be guessed (FORMATS §3). */
const plainDocument = ['fileName', 'plainMediaType', 'plainSha256', 'plainSize', 'title']

const notice = { notice: uuid, document: uuid, recipient: uuid }

const startTypes: readonly EventType[] = [
  event(
    'ExpertiseOrdered',
    'Expertise ordonnée',
    'Expertise ordered',
    {
      regime: oneOf('civil', 'administrative'),
      zone,
      orderedOn: day,
      reportDueOn: nullable(day),
      consignation: nullable(object({ amountCents: count, dueOn: nullable(day) })),
      expert: uuid,
      controlJudge: uuid,
    },
    ['court', 'mission', 'number', 'subject'],
  ),
  event(
    'ActorAdded',
    'Intervenant ajouté',
    'Actor added',
    { actor: uuid, role: code, actsFor: nullable(uuid), controls: boolean },
    ['address', 'name'],
  ),
  event(
    'ActorRemoved',
    'Intervenant retiré',
    'Actor removed',
    {
      actor: uuid,
      role: code,
      ground: oneOf(
        'counsel-changed',
        'dismissed',
        'mission-ended',
        'other',
        'recused',
        'registered-in-error',
        'replaced',
      ),
    },
    ['reason'],
  ),
  legallyDated('DesignationNotified', 'Désignation notifiée', 'Designation notified', {
    expert: uuid,
  }),
  event('DesignationAccepted', 'Mission acceptée', 'Designation accepted', {
    competent: boolean,
    available: boolean,
    noConflict: boolean,
  }),
  event(
    'DesignationDeclined',
    'Mission refusée',
    'Designation declined',
    { ground: oneOf('conflict-of-interest', 'not-available', 'not-competent', 'other') },
    ['reason'],
  ),
  event('ConsignationRecorded', 'Consignation constatée', 'Consignation recorded', {
    amountCents: count,
    paidOn: day,
  }),
  legallyDated(
    'ConsignationNotified',
    'Consignation notifiée à l’expert',
    'Consignation notified',
    {
      expert: uuid,
    },
  ),
  event(
    'ImmediateStartOrdered',
    'Commencement immédiat ordonné',
    'Immediate start ordered',
    { orderedOn: day },
    ['reference'],
  ),
  event(
    'JudgeDecisionRecorded',
    'Décision du juge inscrite',
    'Judge’s decision recorded',
    {
      decision: uuid,
      decidedOn: day,
      lifts: list(rule, 0, 40),
      /** Whom it concerns; everyone when empty. */
      actors: list(uuid, 0, 256),
      until: nullable(day),
    },
    ['grounds', 'reference'],
  ),
]

const exchangeTypes: readonly EventType[] = [
  legallyDated(
    'DocumentDeposited',
    'Document déposé',
    'Document deposited',
    {
      document: uuid,
      kind: oneOf('annex', 'convocation', 'decision', 'dire', 'letter', 'note', 'piece'),
    },
    plainDocument,
  ),
  legallyDated('DocumentMadeAvailable', 'Document mis à disposition', 'Document made available', {
    document: uuid,
    recipients: list(uuid, 1, MAX_RECIPIENTS),
  }),
  legallyDated(
    'NoticeSent',
    'Avis de mise à disposition envoyé',
    'Notice of availability sent',
    { ...notice, channel: oneOf('email', 'registered-letter', 'bulletin', 'platform') },
    ['address'],
  ),
  legallyDated('NoticeDelivered', 'Avis remis', 'Notice delivered', notice, ['diagnostic']),
  legallyDated(
    'NoticeBounced',
    'Avis non remis',
    'Notice bounced',
    {
      ...notice,
      reason: oneOf('address-unknown', 'mailbox-full', 'refused', 'unclaimed', 'unreachable'),
    },
    ['diagnostic'],
  ),
  legallyDated('DocumentOpened', 'Document ouvert', 'Document opened', {
    document: uuid,
    /** Whether it is this actor's first opening of it. */
    first: boolean,
  }),
  event('CaseConsulted', 'Dossier consulté', 'Case consulted', {
    purpose: oneOf('audit', 'case-follow-up', 'data-protection', 'support'),
  }),
  laterVersion(
    2,
    event('CaseConsulted', 'Dossier consulté', 'Case consulted', { purpose }, ['detail']),
  ),
  event('ConsultationEnded', 'Consultation terminée', 'Consultation ended', {
    /** Who consulted. */
    actor: uuid,
    from: instant,
    until: instant,
    reads: count,
  }),
  event('EvidenceDownloaded', 'Preuve téléchargée', 'Evidence downloaded', {
    /** Hash of the entry. */
    entry: hash,
    form: oneOf('entry', 'receipt'),
    purpose,
  }),
  laterVersion(
    2,
    event('EvidenceDownloaded', 'Preuve téléchargée', 'Evidence downloaded', {
      entry: hash,
      form: oneOf('entry', 'evidence-record', 'receipt', 'time-stamp'),
      purpose,
    }),
  ),
]

const endTypes: readonly EventType[] = [
  legallyDated(
    'PreReportFiled',
    'Pré-rapport déposé',
    'Pre-report filed',
    { document: uuid, observationsDueOn: nullable(day) },
    plainDocument,
  ),
  legallyDated('ReportFiled', 'Rapport déposé', 'Report filed', { document: uuid }, plainDocument),
  event('ExpertiseClosed', 'Expertise close', 'Expertise closed', {
    ground: oneOf('conciliation', 'lapsed', 'report-as-is', 'report-filed', 'withdrawn'),
  }),
]

const refusalTypes: readonly EventType[] = [
  event(
    'ActionRefused',
    'Demande refusée',
    'Action refused',
    { action: actionKind, code: refusalCode(), rule: nullable(rule) },
    ['target'],
  ),
  event('RefusalsSummarised', 'Refus récapitulés', 'Refusals summarised', {
    count,
    from: instant,
    until: instant,
  }),
]

/** `RULE_BROKEN`: the codes are those of docs/errors.md. */
function refusalCode(): Shape<string> {
  return text('a refusal code', /^[A-Z][A-Z0-9_]{2,63}$/)
}

/** Streams `expertise-`; refusals and downloads also stand in `console-`. Decided by api/src/actions/expertise. */
export const expertiseTypes: readonly EventType[] = [
  ...startTypes,
  ...exchangeTypes,
  ...endTypes,
  ...refusalTypes,
]
