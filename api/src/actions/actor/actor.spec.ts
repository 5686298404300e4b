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
import type { EnrolActor } from './action.js'
import { actor } from './actor.js'

const enrol: EnrolActor = {
  kind: 'EnrolActor',
  person: personOf(party),
  role: 'partie',
  name: 'Nadia Benali',
  address: null,
}
const enrolled = { type: 'ActorEnrolled', data: { actor: party, role: 'partie' } }
const { version, sha256 } = termsInForce(NOW)
const accept = { kind: 'AcceptTerms', version, sha256 } as const

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
      .then({ type: 'TermsAccepted', typeVersion: 2, data: { version, sha256 } })
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

  test('not by another text under the same version', () => {
    given(actor, enrolled)
      .when({ ...accept, sha256: '0'.repeat(64) }, as('partie', party))
      .thenRefused('TERMS_TEXT_UNKNOWN', 'R02')
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

const CREDENTIAL = '00000000-0000-8000-8000-0000000000c1'
const administrator = as('administrateur', stranger)
const bind = {
  kind: 'BindCredential',
  credential: CREDENTIAL,
  method: 'certificate',
  identifiers: { fingerprint: 'ab', serial: '01', issuer: 'CN=Authority' },
} as const
const bound = { type: 'CredentialBound', data: { credential: CREDENTIAL, method: 'certificate' } }

describe('what a person is identified by is bound and unbound by an administrator', () => {
  test('its identifiers are committed as the person’s', () => {
    given(actor, enrolled)
      .when(bind, administrator)
      .then({
        type: 'CredentialBound',
        data: { actor: party, credential: CREDENTIAL, method: 'certificate' },
        personal: bind.identifiers,
        subject: party,
      })
  })

  test('not by the person, not before enrolment, not twice', () => {
    given(actor, enrolled).when(bind, as('partie', party)).thenRefused('ROLE_NOT_ALLOWED')
    given(actor).when(bind, administrator).thenRefused('ACTOR_NOT_ENROLLED')
    given(actor, enrolled, bound).when(bind, administrator).thenRefused('CREDENTIAL_ALREADY_BOUND')
  })

  test('unbound it may be bound again; what is not bound cannot be unbound', () => {
    const unbind = { kind: 'UnbindCredential', credential: CREDENTIAL, reason: 'revoked' } as const
    const data = { actor: party, credential: CREDENTIAL, reason: 'revoked' }
    given(actor, enrolled, bound)
      .when(unbind, administrator)
      .then({ type: 'CredentialUnbound', data, subject: party })
    given(actor, enrolled).when(unbind, administrator).thenRefused('CREDENTIAL_NOT_BOUND')
    given(actor, enrolled, bound, { type: 'CredentialUnbound', data })
      .when(bind, administrator)
      .then({ type: 'CredentialBound' })
  })
})

describe('a credential is unbound as renewed once its successor is bound', () => {
  const renew = { kind: 'UnbindCredential', credential: CREDENTIAL, reason: 'renewed' } as const
  const other = '00000000-0000-8000-8000-0000000000c2'
  const boundTo = (method: string, credential = other) => ({
    type: 'CredentialBound',
    data: { credential, method },
  })

  test('by the same method, bound later', () => {
    given(actor, enrolled, bound, boundTo('certificate'))
      .when(renew, administrator)
      .then({
        type: 'CredentialUnbound',
        data: { actor: party, credential: CREDENTIAL, reason: 'renewed' },
      })
  })

  test.each([
    ['none is bound', [bound]],
    ['one is bound by another method', [bound, boundTo('oidc')]],
    ['one was bound before', [boundTo('certificate'), bound]],
    [
      'one is bound no more',
      [
        bound,
        boundTo('certificate'),
        { type: 'CredentialUnbound', data: { credential: other, reason: 'revoked' } },
      ],
    ],
    [
      'it was itself bound again after the other',
      [
        bound,
        boundTo('certificate'),
        { type: 'CredentialUnbound', data: { credential: CREDENTIAL, reason: 'withdrawn' } },
        bound,
      ],
    ],
  ])('not when %s', (_, history) => {
    given(actor, enrolled, ...history)
      .when(renew, administrator)
      .thenRefused('CREDENTIAL_NOT_RENEWED')
  })
})

test('roles are granted and withdrawn by an administrator, each once', () => {
  const grant = { kind: 'GrantRole', role: 'expert' } as const
  const withdraw = { kind: 'WithdrawRole', role: 'expert' } as const
  const granted = { type: 'RoleGranted', data: { actor: party, role: 'expert' } }
  given(actor, enrolled)
    .when(grant, administrator)
    .then({ ...granted, subject: party })
  given(actor, enrolled, granted).when(grant, administrator).thenRefused('ROLE_ALREADY_GRANTED')
  given(actor, enrolled).when(withdraw, administrator).thenRefused('ROLE_NOT_GRANTED')
  given(actor, enrolled, granted)
    .when(withdraw, administrator)
    .then({ type: 'RoleWithdrawn', data: { actor: party, role: 'expert' } })
  given(actor, enrolled).when(grant, as('partie', party)).thenRefused('ROLE_NOT_ALLOWED')
})
