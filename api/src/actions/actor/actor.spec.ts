import {
  as,
  asPlatform,
  lawyer,
  NOW,
  party,
  personOf,
  stranger,
} from '../../../test/case-events.js'
import { given } from '../../../test/given.js'
import { termsInForce } from '../terms.js'
import { actor, type EnrolActor } from './actor.js'

const enrol: EnrolActor = {
  kind: 'EnrolActor',
  person: personOf(party),
  role: 'partie',
  name: 'Nadia Benali',
  address: null,
}
const enrolled = { type: 'ActorEnrolled', data: { actor: party, role: 'partie' } }
const version = termsInForce(NOW)
const accept = { kind: 'AcceptTerms', version } as const

test('an administrator or the platform enrols a person; the name is committed as theirs', () => {
  for (const context of [as('administrateur', stranger), asPlatform()]) {
    given(actor)
      .when(enrol, context)
      .then({ ...enrolled, personal: { name: 'Nadia Benali' }, subject: party })
  }
  expect(actor.persons?.(enrol)).toEqual([personOf(party)])
})

test('nobody enrols himself, and nobody is enrolled twice', () => {
  given(actor).when(enrol, as('partie', party)).thenRefused('ROLE_NOT_ALLOWED')
  given(actor, enrolled).when(enrol, asPlatform()).thenRefused('ACTOR_ALREADY_ENROLLED')
})

describe('R02, the terms are accepted by that person alone, in the version in force', () => {
  test('by the person', () => {
    given(actor, enrolled)
      .when(accept, as('partie', party))
      .then({ type: 'TermsAccepted', data: { version } })
  })

  test('not by the lawyer, not by the platform', () => {
    given(actor, enrolled).when(accept, as('avocat', lawyer)).thenRefused('NOT_THE_ACTOR', 'R02')
    given(actor, enrolled).when(accept, asPlatform()).thenRefused('NOT_THE_ACTOR', 'R02')
  })

  test('not in another version', () => {
    given(actor, enrolled)
      .when({ ...accept, version: '2019-1' }, as('partie', party))
      .thenRefused('TERMS_VERSION_UNKNOWN', 'R02')
  })

  test('not before enrolment', () => {
    given(actor).when(accept, as('partie', party)).thenRefused('ACTOR_NOT_ENROLLED')
  })

  test('folding tells the version last accepted', () => {
    const accepted = { hash: '', envelope: { type: 'TermsAccepted', data: { version } } }
    const state = actor.evolve(actor.initialState, accepted as never)
    expect(state.termsAccepted).toBe(version)
  })
})
