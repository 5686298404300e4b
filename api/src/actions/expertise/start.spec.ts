import {
  accepted,
  added,
  as,
  asExpert,
  asJudge,
  asLawyer,
  asRegistry,
  consignationRecorded,
  decided,
  expert,
  notified,
  ordered,
  party,
  personOf,
  stranger,
  uuid,
} from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import type { RecordJudgeDecision } from './action.js'
import { expertise } from './expertise.js'

const declaration = { competent: true, available: true, noConflict: true }
const accept = { kind: 'AcceptDesignation', declaration } as const
const administrative = ordered({ regime: 'administrative' })

describe('designation', () => {
  test('is notified once', () => {
    given(expertise, ...ordered())
      .when({ kind: 'NotifyDesignation' }, asRegistry)
      .then({ type: 'DesignationNotified', data: { expert } })
    given(expertise, ...ordered(), notified)
      .when({ kind: 'NotifyDesignation' }, asRegistry)
      .thenRefused('DESIGNATION_ALREADY_NOTIFIED')
  })

  test('is accepted with a declaration, once', () => {
    given(expertise, ...ordered(), notified)
      .when(accept, asExpert)
      .then({ type: 'DesignationAccepted', data: declaration })
    given(expertise, ...ordered(), notified, accepted)
      .when(accept, asExpert)
      .thenRefused('DESIGNATION_ALREADY_ANSWERED')
  })

  test('is not answered before it is notified', () => {
    given(expertise, ...ordered())
      .when(accept, asExpert)
      .thenRefused('DESIGNATION_NOT_NOTIFIED')
  })

  test('R04 is answered by the designated expert only', () => {
    given(expertise, ...ordered(), notified, added(stranger, 'expert'))
      .when(accept, as('expert', stranger))
      .thenRefused('NOT_THE_DESIGNATED_EXPERT', 'R04')
  })

  test('is declined with a ground; the reason is committed', () => {
    given(expertise, ...ordered(), notified)
      .when(
        {
          kind: 'DeclineDesignation',
          ground: 'conflict-of-interest',
          reason: 'A soigné la partie.',
        },
        asExpert,
      )
      .then({
        type: 'DesignationDeclined',
        data: { ground: 'conflict-of-interest' },
        personal: { reason: 'A soigné la partie.' },
      })
  })
})

describe('R09, the expert’s declaration', () => {
  const partial = { ...accept, declaration: { ...declaration, noConflict: false } }

  test('before the administrative courts it must be whole', () => {
    given(expertise, ...administrative, notified)
      .when(partial, asExpert)
      .thenRefused('DECLARATION_INCOMPLETE', 'R09')
    given(expertise, ...administrative, notified)
      .when(accept, asExpert)
      .then({ data: declaration })
  })

  test('the judge’s decision lifts it, and is cited', () => {
    given(expertise, ...administrative, notified, decided(['R09']))
      .when(partial, asExpert)
      .then({ data: { ...declaration, noConflict: false }, causation: hashAt(7) })
  })

  test('before the civil courts it is recorded as made', () => {
    given(expertise, ...ordered(), notified)
      .when(partial, asExpert)
      .then({ data: { ...declaration, noConflict: false }, personal: {} })
  })
})

describe('consignation', () => {
  const record = { kind: 'RecordConsignation', amountCents: 300000, paidOn: '2026-03-01' } as const

  test('is recorded, then notified', () => {
    given(expertise, ...ordered())
      .when(record, asRegistry)
      .then({
        type: 'ConsignationRecorded',
        data: { amountCents: 300000, paidOn: '2026-03-01' },
      })
    given(expertise, ...ordered(), consignationRecorded)
      .when({ kind: 'NotifyConsignation' }, asRegistry)
      .then({ type: 'ConsignationNotified', data: { expert } })
  })

  test('is not notified before it is recorded', () => {
    given(expertise, ...ordered())
      .when({ kind: 'NotifyConsignation' }, asRegistry)
      .thenRefused('CONSIGNATION_NOT_RECORDED')
  })

  test('is not recorded where the judge ordered none', () => {
    given(expertise, ...ordered({ consignation: null }))
      .when(record, asRegistry)
      .thenRefused('CONSIGNATION_NOT_ORDERED')
  })
})

describe('RecordJudgeDecision', () => {
  const record: RecordJudgeDecision = {
    kind: 'RecordJudgeDecision',
    decision: uuid(70),
    decidedOn: '2026-02-25',
    lifts: ['R33', 'R11', 'R11'],
    persons: [personOf(party)],
    until: '2026-04-30',
    reference: 'Ordonnance du 25 février 2026',
    grounds: null,
  }

  test('records reference, scope and rules lifted; the reference is committed', () => {
    given(expertise, ...ordered())
      .when(record, asJudge)
      .then({
        type: 'JudgeDecisionRecorded',
        data: {
          decision: uuid(70),
          decidedOn: '2026-02-25',
          lifts: ['R11', 'R33'],
          actors: [party],
          until: '2026-04-30',
        },
        personal: { reference: 'Ordonnance du 25 février 2026' },
      })
  })

  test('is recorded once', () => {
    given(expertise, ...ordered(), decided(['R11']))
      .when(record, asJudge)
      .thenRefused('DECISION_ALREADY_RECORDED')
  })

  test('R04 comes from the judge in charge of control', () => {
    given(expertise, ...ordered(), added(stranger, 'magistrat'))
      .when(record, as('magistrat', stranger))
      .thenRefused('NOT_THE_CONTROL_JUDGE', 'R04')
    given(expertise, ...ordered())
      .when(record, asLawyer)
      .thenRefused('ROLE_NOT_ALLOWED')
  })

  test.each(['R02', 'R04'] as const)('lifts %s for nobody', (rule) => {
    for (const persons of [[], [personOf(party)]]) {
      given(expertise, ...ordered())
        .when({ ...record, lifts: ['R11', rule], persons }, asJudge)
        .thenRefused('RULE_NOT_LIFTABLE')
    }
  })
})
