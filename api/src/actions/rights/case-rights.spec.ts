import { type Role, ROLES } from '@contremarque/ledger'
import {
  as,
  asPlatform,
  expert,
  judge,
  personOf,
  plain,
  stored,
  uuid,
} from '../../../test/case-events.js'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext } from '../decider.js'
import type { ExpertiseAction } from '../expertise/action.js'
import { expertise } from '../expertise/expertise.js'
import type { ExpertiseState, OrderedCase } from '../expertise/state.js'
import { UuidMap } from '../uuid-map.js'
import { caseRights, registrationRights, removalRights } from './case-rights.js'
import { everyCase, phaseOf, PHASES, possibility } from './life-cycle.js'
import { CASE_READERS, PARTY_SIDE } from './roles.js'

const KINDS = Object.keys(caseRights) as ExpertiseAction['kind'][]
const IN_CASE = KINDS.filter((kind) => kind !== 'OrderExpertise')

/** Written by hand: a always, d depends, - never, in the phases of the header; for the parties' side last. */
const EXPECTED = `
                       ordered designated declined vacant accepted open pre-report reported closed
NotifyDesignation      a       -          -        -      -        -    -          -        -
AcceptDesignation      -       a          -        -      -        -    -          -        -
DeclineDesignation     -       a          -        -      -        -    -          -        -
AddActor               a       a          a        a      a        a    a          a        -
RemoveActor            a       a          a        a      a        a    a          a        a
RecordConsignation     d       d          d        d      a        d    d          d        -
NotifyConsignation     d       d          d        -      d        d    d          d        -
OrderImmediateStart    a       a          a        a      a        a    a          a        -
RecordJudgeDecision    a       a          a        a      a        a    a          a        -
DepositDocument        a       a          a        a      a        a    a          a        -
MakeDocumentAvailable  a       a          a        a      a        a    a          a        a
SendNotice             a       a          a        a      a        a    a          a        a
RecordNoticeOutcome    a       a          a        a      a        a    a          a        a
OpenDocument           a       a          a        a      a        a    a          a        a
ConsultCase            a       a          a        a      a        a    a          a        a
DownloadEvidence       a       a          a        a      a        a    a          a        a
EndConsultation        a       a          a        a      a        a    a          a        a
FilePreReport          -       -          -        -      a        a    -          -        -
FileReport             -       -          -        -      a        a    a          -        -
CloseExpertise         a       a          a        a      a        a    a          a        -
DepositDocument/party  d       d          d        d      -        a    d          -        -
`

test('the phases in which an action is possible are these', () => {
  const [, header, ...lines] = EXPECTED.trimEnd().split('\n')
  expect(header!.trim().split(/ +/)).toEqual(PHASES)
  const told = new Map(
    lines.map((line) => [line.split(' ', 1)[0]!, line.trim().split(/ +/).slice(1)]),
  )
  for (const kind of IN_CASE) {
    const found = PHASES.map((phase) => possibility(kind, phase, false)[0]!.replace('n', '-'))
    expect([kind, found]).toEqual([kind, told.get(kind)])
    const ofParties = PHASES.map((phase) => possibility(kind, phase, true)[0]!.replace('n', '-'))
    expect([kind, ofParties]).toEqual([kind, told.get(`${kind}/party`) ?? told.get(kind)])
  }
})

test('deciders agree: role by role, in every state a case can be in', () => {
  const counted = new Map<string, number>()
  const wrong = disagreements(ROLES, everyCase(expert, judge), (kind, state, role) => {
    const code = told(kind, state, role)
    counted.set(code, (counted.get(code) ?? 0) + 1)
    return code
  })
  expect(wrong).toEqual([])
  expect(counted.get('allowed')).toBeGreaterThan(1_000)
  expect(counted.get('ROLE_NOT_ALLOWED')).toBeGreaterThan(1_000)
})

test('what is asked of one expert, of one judge, is not asked of another', () => {
  const others = everyCase(uuid(70), uuid(71))
  const wrong = (role: Role, kinds: readonly string[], code: string) =>
    disagreements([role], others, (kind, { closed }) =>
      kinds.includes(kind) ? (closed ? 'EXPERTISE_CLOSED' : code) : null,
    )
  const ofExpert = ['AcceptDesignation', 'DeclineDesignation', 'FilePreReport', 'FileReport']
  expect(wrong('expert', ofExpert, 'NOT_THE_DESIGNATED_EXPERT')).toEqual([])
  const ofJudge = ['OrderImmediateStart', 'RecordJudgeDecision']
  expect(wrong('magistrat', ofJudge, 'NOT_THE_CONTROL_JUDGE')).toEqual([])
})

test('R02 before the terms are accepted nothing is allowed, whoever asks', () => {
  const wrong = disagreements(
    CASE_READERS,
    everyCase(expert, judge),
    () => 'TERMS_NOT_ACCEPTED',
    (context) => ({ ...context, person: { ...context.person, termsAccepted: null } }),
  )
  expect(wrong).toEqual([])
})

test('R04 who is not registered is told the same of every action, whatever the state', () => {
  const persons = ROLES.filter((role) => role !== 'plateforme')
  const unregistered = (context: ActionContext) => ({ ...context, actor: uuid(400) })
  expect(
    disagreements(persons, everyCase(expert, judge), () => 'NOT_A_MEMBER', unregistered),
  ).toEqual([])
})

test('nobody who runs the platform is ever registered in a case, by anybody', () => {
  const [ordered] = everyCase(expert, judge)
  for (const by of ROLES) {
    const state = peopled(ordered!, by)
    const allowed = ROLES.filter((role) => {
      const action = { ...instances.AddActor, role } as ExpertiseAction
      return outcome(action, state, contextOf(by)) === 'allowed'
    })
    expect([by, new Set(allowed)]).toEqual([by, new Set(registrationRights[by] ?? [])])
    expect(allowed).not.toContain('operateur')
    expect(allowed).not.toContain('administrateur')
  }
})

test('whom one may remove is whom the table says, the expert and the judges by the controlling judge', () => {
  const [ordered] = everyCase(expert, judge)
  for (const by of ROLES) {
    const state = peopled(ordered!, by)
    const allowed = ROLES.filter((role) => {
      const actors = new Map(state.actors).set(REGISTERED, [role])
      const action = { ...instances.RemoveActor, kind: 'RemoveActor', role } as ExpertiseAction
      return outcome(action, { ...state, actors }, contextOf(by)) === 'allowed'
    })
    expect([by, new Set(allowed)]).toEqual([by, new Set(removalRights[by] ?? [])])
  }
  const byCourt = new Set(removalRights.greffe)
  expect(removalRights.magistrat?.filter((role) => !byCourt.has(role))).toEqual([
    'magistrat',
    'expert',
  ])
})

/** Where a decider says something else than expected; null: nothing is expected. */
function disagreements(
  roles: readonly Role[],
  states: readonly OrderedCase[],
  expected: (kind: ExpertiseAction['kind'], state: OrderedCase, role: Role) => string | null,
  change: (context: ActionContext) => ActionContext = (context) => context,
): string[] {
  return roles.flatMap((role) => {
    const context = change(contextOf(role))
    return states.flatMap((bare) => {
      const state = peopled(bare, role)
      return IN_CASE.flatMap((kind) => {
        const should = expected(kind, bare, role)
        if (should === null) return []
        const is = outcome({ ...instances[kind], kind } as ExpertiseAction, state, context)
        return is === should ? [] : [`${role} ${kind} ${phaseOf(bare)}: ${is}, not ${should}`]
      })
    })
  })
}

/** What the table says, read without the deciders. */
function told(kind: ExpertiseAction['kind'], state: OrderedCase, role: Role): string {
  const { roles, obstacles: named, partyObstacles = [] } = caseRights[kind]
  if (!roles.includes(role)) return 'ROLE_NOT_ALLOWED'
  const all = PARTY_SIDE.includes(role) ? [...named, ...partyObstacles] : named
  return all.find((code) => inTheWay[code]!(state)) ?? 'allowed'
}

/** Restated here, for the designated expert and the controlling judge. */
const inTheWay: Record<string, (state: OrderedCase) => boolean> = {
  CONSIGNATION_NOT_NOTIFIED: ({ consignation, immediateStart, order }) =>
    order.consignationOrdered && consignation !== 'notified' && !immediateStart,
  CONSIGNATION_NOT_ORDERED: ({ order }) => !order.consignationOrdered,
  CONSIGNATION_NOT_RECORDED: ({ consignation }) => consignation === 'none',
  DESIGNATION_ALREADY_ANSWERED: ({ designation }) =>
    ['accepted', 'declined', 'none', 'vacant'].includes(designation),
  DESIGNATION_ALREADY_NOTIFIED: ({ designation }) => designation !== 'none',
  DESIGNATION_NOT_ACCEPTED: ({ designation }) => designation !== 'accepted',
  DESIGNATION_NOT_NOTIFIED: ({ designation }) => designation === 'none',
  EXPERT_NOT_DESIGNATED: ({ designation }) => designation === 'vacant',
  EXPERTISE_CLOSED: ({ closed }) => closed,
  NOT_THE_CONTROL_JUDGE: () => false,
  NOT_THE_DESIGNATED_EXPERT: () => false,
  PRE_REPORT_ALREADY_FILED: ({ preReportFiled }) => preReportFiled,
  REPORT_ALREADY_FILED: ({ reportFiled }) => reportFiled,
  REPORT_FILED_TWICE: ({ reportFiled }) => reportFiled,
}

const OWN = uuid(100)
const SHARED = uuid(101)
const NOTICE = uuid(102)
const JOINING = uuid(9)
const REGISTERED = uuid(301)

const instances: Record<ExpertiseAction['kind'], object> = {
  OrderExpertise: {},
  NotifyDesignation: {},
  AcceptDesignation: { declaration: { competent: true, available: true, noConflict: true } },
  DeclineDesignation: { ground: 'other', reason: null },
  AddActor: {
    kind: 'AddActor',
    person: personOf(JOINING),
    role: 'tiers',
    name: 'x',
    address: null,
    actsFor: null,
    controls: false,
  },
  RemoveActor: { actor: REGISTERED, role: 'sapiteur', ground: 'mission-ended', reason: null },
  RecordConsignation: { amountCents: 1, paidOn: '2026-03-01' },
  NotifyConsignation: {},
  OrderImmediateStart: { orderedOn: '2026-03-01', reference: 'x' },
  RecordJudgeDecision: {
    decision: uuid(103),
    decidedOn: '2026-03-01',
    lifts: [],
    persons: [],
    until: null,
    reference: 'x',
    grounds: null,
  },
  DepositDocument: { documentKind: 'letter', document: stored(uuid(104)), plain },
  MakeDocumentAvailable: { document: OWN },
  SendNotice: {
    notice: uuid(105),
    document: SHARED,
    recipient: REGISTERED,
    channel: 'email',
    address: 'x',
  },
  RecordNoticeOutcome: { notice: NOTICE, outcome: 'delivered', reportedAt: null, diagnostic: null },
  OpenDocument: { document: SHARED },
  ConsultCase: { purpose: { code: 'case-follow-up', detail: null } },
  DownloadEvidence: { entry: 'ab'.repeat(32), form: 'receipt', purpose: 'evidence' },
  EndConsultation: {
    consultation: 'ab'.repeat(32),
    actor: JOINING,
    from: '2026-03-02T09:00:00.000Z',
    until: '2026-03-02T09:41:00.000Z',
    reads: 2,
  },
  FilePreReport: { document: stored(uuid(106)), plain, observationsDueOn: null },
  FileReport: { document: stored(uuid(107)), plain },
  CloseExpertise: { ground: 'withdrawn' },
}

function outcome(action: ExpertiseAction, state: ExpertiseState, context: ActionContext): string {
  try {
    return expertise.decide(action, state, context).length > 0 ? 'allowed' : 'nothing'
  } catch (error) {
    if (error instanceof ActionRefused) return error.code
    throw error
  }
}

function contextOf(role: Role): ActionContext {
  return role === 'plateforme' ? asPlatform() : as(role, actorOf(role))
}

function actorOf(role: Role): string {
  if (role === 'magistrat') return judge
  return role === 'expert' ? expert : uuid(200 + ROLES.indexOf(role))
}

/** With who asks registered, a document of his own, one he was given, and a notice under way. */
function peopled(state: OrderedCase, role: Role): ExpertiseState {
  const self = role === 'plateforme' ? asPlatform().actor : actorOf(role)
  const party = uuid(300)
  const given = {
    depositor: party,
    recipients: new Set([self, REGISTERED]),
    openedBy: new Set<string>(),
  }
  return {
    ...state,
    actors: new Map<string, readonly Role[]>([
      [self, [role]],
      [party, ['partie']],
      [REGISTERED, ['sapiteur']],
    ]),
    documents: UuidMap.empty<typeof given>()
      .set(OWN, { ...given, depositor: self, recipients: new Set() })
      .set(SHARED, given),
    notices: UuidMap.empty<{ document: string; recipient: string; outcomeKnown: boolean }>().set(
      NOTICE,
      { document: SHARED, recipient: REGISTERED, outcomeKnown: false },
    ),
  }
}
