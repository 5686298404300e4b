import {
  as,
  asExpert,
  asJudge,
  asRegistry,
  added,
  expert,
  judge,
  lawyer,
  notified,
  ordered,
  party,
  personOf,
  registry,
  stranger,
  withoutTerms,
} from '../../../test/case-events.js'
import { given } from '../../../test/given.js'
import type { AddActor, NamedActor, OrderExpertise } from './action.js'
import { expertise } from './expertise.js'

const order: OrderExpertise = {
  kind: 'OrderExpertise',
  regime: 'civil',
  zone: 'Europe/Paris',
  orderedOn: '2026-02-02',
  reportDueOn: '2026-10-01',
  consignation: { amountCents: 300000, dueOn: '2026-03-15' },
  number: '26/00001',
  court: 'Tribunal judiciaire de Valmont',
  subject: 'Responsabilité médicale',
  mission: ['Décrire les soins', 'Évaluer les préjudices'],
  controlJudge: personOf(judge),
  actors: [
    named(judge, 'magistrat'),
    named(expert, 'expert'),
    named(party, 'partie'),
    { ...named(lawyer, 'avocat'), actsFor: personOf(party) },
  ],
}

function named(actor: string, role: NamedActor['role']): NamedActor {
  return { person: personOf(actor), role, name: `Nom ${role}`, address: null, actsFor: null }
}

describe('OrderExpertise', () => {
  test('opens the case and registers whom the order names; names and mission are committed', () => {
    const { number, court, subject, mission, zone, consignation } = order
    given(expertise)
      .when(order, asJudge)
      .then(
        {
          type: 'ExpertiseOrdered',
          data: {
            regime: 'civil',
            zone,
            orderedOn: '2026-02-02',
            reportDueOn: '2026-10-01',
            consignation,
            expert,
            controlJudge: judge,
          },
          personal: { number, court, subject, mission },
        },
        {
          data: { actor: judge, role: 'magistrat', actsFor: null, controls: true },
          personal: { name: 'Nom magistrat' },
          subject: judge,
        },
        { data: { actor: expert, role: 'expert', actsFor: null, controls: false } },
        { data: { actor: party, role: 'partie', actsFor: null, controls: false } },
        {
          data: { actor: lawyer, role: 'avocat', actsFor: party, controls: false },
          subject: lawyer,
        },
      )
  })

  test('names the persons whose pseudonyms it needs', () => {
    expect(new Set(expertise.persons?.(order))).toEqual(
      new Set([judge, expert, party, lawyer].map(personOf)),
    )
  })

  test('is given once', () => {
    given(expertise, ...ordered())
      .when(order, asJudge)
      .thenRefused('EXPERTISE_ALREADY_ORDERED')
  })

  test('R02 holds for the first event of all', () => {
    given(expertise).when(order, withoutTerms(asJudge)).thenRefused('TERMS_NOT_ACCEPTED', 'R02')
  })

  test('only a magistrate orders', () => {
    given(expertise).when(order, asRegistry).thenRefused('ROLE_NOT_ALLOWED')
  })

  test('designates one expert', () => {
    const actors = order.actors.filter(({ role }) => role !== 'expert')
    given(expertise)
      .when({ ...order, actors }, asJudge)
      .thenRefused('ORDER_WITHOUT_EXPERT')
    const two = [...order.actors, named(stranger, 'expert')]
    given(expertise)
      .when({ ...order, actors: two }, asJudge)
      .thenRefused('ORDER_WITHOUT_EXPERT')
  })

  test('names the judge who orders and the one who controls', () => {
    given(expertise)
      .when({ ...order, controlJudge: personOf(stranger) }, asJudge)
      .thenRefused('ORDER_WITHOUT_JUDGE')
    given(expertise).when(order, as('magistrat', stranger)).thenRefused('ORDER_WITHOUT_JUDGE')
  })

  test('names nobody twice in one role', () => {
    const actors = [...order.actors, named(party, 'partie')]
    given(expertise)
      .when({ ...order, actors }, asJudge)
      .thenRefused('ACTOR_ALREADY_ADDED')
  })

  test.each(['Europe/Valmont', '+02:00x', '', '+01:00', '+0100', 'utc', 'europe/paris'])(
    '%p is no zone of a court',
    (zone) => {
      given(expertise)
        .when({ ...order, zone }, asJudge)
        .thenRefused('ZONE_UNKNOWN')
    },
  )
})

describe('AddActor', () => {
  const add: AddActor = { kind: 'AddActor', controls: false, ...named(stranger, 'tiers') }

  test('the expert registers the parties’ side', () => {
    given(expertise, ...ordered())
      .when(add, asExpert)
      .then({ type: 'ActorAdded', personal: { name: 'Nom tiers' }, subject: stranger })
  })

  test('the expert registers neither court nor expert', () => {
    for (const role of ['magistrat', 'greffe', 'expert', 'dpo'] as const) {
      given(expertise, ...ordered())
        .when({ ...add, role }, asExpert)
        .thenRefused('ROLE_NOT_ALLOWED')
    }
  })

  test('nobody is registered twice in one role', () => {
    given(expertise, ...ordered(), added(stranger, 'tiers'))
      .when(add, asExpert)
      .thenRefused('ACTOR_ALREADY_ADDED')
  })

  test('a person without pseudonym cannot be registered', () => {
    given(expertise, ...ordered())
      .when({ ...add, person: 'person-unresolved' }, asExpert)
      .thenRefused('ACTOR_UNKNOWN')
  })

  test('the registry records the appointment of another controlling judge, who then decides', () => {
    const appointed = { ...add, ...named(stranger, 'magistrat'), controls: true }
    given(expertise, ...ordered())
      .when(appointed, asRegistry)
      .then({ data: { actor: stranger, role: 'magistrat', actsFor: null, controls: true } })
    const immediate = {
      kind: 'OrderImmediateStart',
      orderedOn: '2026-03-02',
      reference: 'x',
    } as const
    const after = [...ordered(), added(stranger, 'magistrat', true)]
    given(expertise, ...after)
      .when(immediate, asJudge)
      .thenRefused('NOT_THE_CONTROL_JUDGE', 'R04')
    given(expertise, ...after)
      .when(immediate, as('magistrat', stranger))
      .then({ type: 'ImmediateStartOrdered' })
  })

  test('an expert who declined is replaced and the new one is notified', () => {
    const declined = { type: 'DesignationDeclined', data: { ground: 'other' }, actor: expert }
    given(expertise, ...ordered(), notified, declined, added(stranger, 'expert'))
      .when({ kind: 'NotifyDesignation' }, as('greffe', registry))
      .then({ type: 'DesignationNotified', data: { expert: stranger } })
  })
})
