import type { JsonObject } from '../src/entry/envelope.ts'

const A = '11111111-1111-4111-8111-111111111111'
const B = '22222222-2222-4222-8222-222222222222'
const C = '33333333-3333-4333-8333-333333333333'
const DAY = '2026-06-21'
const INSTANT = '2026-06-21T08:00:00.000Z'
const HASH = 'ab'.repeat(32)
const NOTICE = { notice: A, document: B, recipient: C }

/** Data of one entry per published type and version, by `<type> <version>`; a published one never changes. */
export const eventSamples: Readonly<Record<string, JsonObject>> = {
  'TimestampingInterrupted 1': { since: INSTANT, tsas: ['test'] },
  'TimestampingResumed 1': { since: INSTANT, until: '2026-06-21T08:01:00.000Z' },
  'StoreInterfered 1': { kind: 'truncation', stream: `expertise-${A}`, at: '42' },
  'OpeningsErased 1': { commitments: [HASH], basis: 'gdpr-17' },
  'OpeningsErased 2': { commitments: [HASH], basis: 'gdpr-17', actor: A },
  'TermsPublished 1': { version: '2026-01', sha256: HASH, inForceFrom: DAY },
  'ActorEnrolled 1': { actor: A, role: 'expert' },
  'TermsAccepted 1': { version: '2026-01' },
  'RoleGranted 1': { actor: A, role: 'auditeur' },
  'RoleWithdrawn 1': { actor: A, role: 'auditeur' },
  'CredentialBound 1': { actor: A, credential: B, method: 'certificate' },
  'CredentialUnbound 1': { actor: A, credential: B, reason: 'renewed' },
  'TermsAccepted 2': { version: '2026-01', sha256: HASH },
  'ExpertiseOrdered 1': {
    regime: 'civil',
    zone: 'Europe/Paris',
    orderedOn: DAY,
    reportDueOn: '2027-03-21',
    consignation: { amountCents: 250_000, dueOn: null },
    expert: A,
    controlJudge: B,
  },
  'ActorAdded 1': { actor: A, role: 'avocat', actsFor: B, controls: false },
  'ActorRemoved 1': { actor: A, role: 'avocat', ground: 'counsel-changed' },
  'DesignationNotified 1': { expert: A },
  'DesignationAccepted 1': { competent: true, available: true, noConflict: true },
  'DesignationDeclined 1': { ground: 'not-available' },
  'ConsignationRecorded 1': { amountCents: 250_000, paidOn: DAY },
  'ConsignationNotified 1': { expert: A },
  'ImmediateStartOrdered 1': { orderedOn: DAY },
  'JudgeDecisionRecorded 1': {
    decision: A,
    decidedOn: DAY,
    lifts: ['R11'],
    actors: [],
    until: null,
  },
  'DocumentDeposited 1': { document: B, kind: 'piece' },
  'DocumentMadeAvailable 1': { document: B, recipients: [A, C] },
  'NoticeSent 1': { ...NOTICE, channel: 'email' },
  'NoticeDelivered 1': NOTICE,
  'NoticeBounced 1': { ...NOTICE, reason: 'mailbox-full' },
  'DocumentOpened 1': { document: B, first: true },
  'CaseConsulted 1': { purpose: 'audit' },
  'CaseConsulted 2': { purpose: 'evidence' },
  'ConsultationEnded 1': { actor: A, from: INSTANT, until: '2026-06-21T08:01:00.000Z', reads: 7 },
  'EvidenceDownloaded 1': { entry: HASH, form: 'receipt', purpose: 'evidence' },
  'EvidenceDownloaded 2': { entry: HASH, form: 'evidence-record', purpose: 'evidence' },
  'PreReportFiled 1': { document: B, observationsDueOn: '2026-09-21' },
  'ReportFiled 1': { document: B },
  'ExpertiseClosed 1': { ground: 'report-filed' },
  'ActionRefused 1': { action: 'DepositDocument', code: 'RULE_BROKEN', rule: 'R11' },
  'RefusalsSummarised 1': { count: 12, from: INSTANT, until: '2026-06-21T08:01:00.000Z' },
  'ConsoleSessionOpened 1': { session: A },
  'ConsoleConsulted 1': { screen: 'cases' },
  'CasesSearched 1': { results: 3 },
  'PurposeStated 1': { session: A, purpose: 'audit' },
  'ConsoleConsulted 2': { screen: 'cases', purpose: 'audit' },
  'CasesSearched 2': { results: 3, purpose: 'audit' },
  'LedgerExported 1': { use: 'verification', purpose: 'audit' },
  'ConsoleSessionEnded 1': {
    session: A,
    from: INSTANT,
    until: '2026-06-21T08:01:00.000Z',
    reads: 12,
    cause: 'closed',
  },
  'JournalEntryImported 1': { source: 'receipt-phase', activity: 'confirmation-of-receipt' },
}
