import {
  added,
  as,
  asExpert,
  asJudge,
  asLawyer,
  asParty,
  asPlatform,
  asRegistry,
  closed,
  decided,
  deposited,
  judge,
  lawyer,
  madeAvailable,
  ordered,
  party,
  piece,
  plain,
  reportFiled,
  started,
  stored,
  stranger,
  uuid,
  withoutTerms,
} from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import type { ExpertiseAction } from './action.js'
import { expertise } from './expertise.js'

const purpose = 'case-follow-up'
const consult: ExpertiseAction = { kind: 'ConsultCase', purpose: { code: purpose, detail: null } }
const consulted = { type: 'CaseConsulted', typeVersion: 2, data: { purpose }, personal: {} }
const tomorrow = Date.parse('2026-03-03T09:00:00Z')

test('a case nobody ordered is unknown', () => {
  given(expertise).when(consult, asJudge).thenRefused('EXPERTISE_UNKNOWN')
})

describe('R04, registered in this expertise, in that role', () => {
  test('a registered party consults the case', () => {
    given(expertise, ...ordered())
      .when(consult, asParty)
      .then(consulted)
  })

  test('a stranger is refused', () => {
    given(expertise, ...ordered())
      .when(consult, as('avocat', stranger))
      .thenRefused('NOT_A_MEMBER', 'R04')
  })

  test('a registered person in another role is refused', () => {
    given(expertise, ...ordered())
      .when(consult, as('expert', lawyer))
      .thenRefused('ROLE_NOT_REGISTERED', 'R04')
  })

  test('one person may be registered in two roles', () => {
    given(expertise, ...ordered(), added(lawyer, 'partie'))
      .when(consult, as('partie', lawyer))
      .then(consulted)
  })

  test('no decision admits anybody: a person is registered, or has no place here', () => {
    given(expertise, ...ordered(), decided(['R04'], { actors: [stranger] }))
      .when(consult, as('tiers', stranger))
      .thenRefused('NOT_A_MEMBER', 'R04')
    given(expertise, ...ordered(), decided(['R04'], { actors: [lawyer] }))
      .when(consult, as('expert', lawyer))
      .thenRefused('ROLE_NOT_REGISTERED', 'R04')
  })

  test('the role of the platform is not taken on its word', () => {
    given(expertise, ...ordered())
      .when({ kind: 'MakeDocumentAvailable', document: piece }, as('plateforme', stranger))
      .thenRefused('NOT_A_MEMBER', 'R04')
    given(expertise, ...ordered(), added(stranger, 'plateforme'))
      .when({ kind: 'MakeDocumentAvailable', document: piece }, as('plateforme', stranger))
      .thenRefused('ROLE_NOT_ALLOWED')
  })
})

describe('R02, terms of use in force accepted before the first event', () => {
  test('without acceptance nothing is done', () => {
    given(expertise, ...ordered())
      .when(consult, withoutTerms(asParty))
      .thenRefused('TERMS_NOT_ACCEPTED', 'R02')
  })

  test('an earlier version does not count', () => {
    const before = { ...asParty, person: { ...asParty.person, termsAccepted: '2019-1' } }
    given(expertise, ...ordered())
      .when(consult, before)
      .thenRefused('TERMS_NOT_ACCEPTED', 'R02')
  })

  test('no decision dispenses with it', () => {
    given(expertise, ...ordered(), decided(['R02'], { actors: [party] }))
      .when(consult, withoutTerms(asParty))
      .thenRefused('TERMS_NOT_ACCEPTED', 'R02')
  })

  test('the platform has no terms to accept', () => {
    given(expertise, ...started(), deposited)
      .when({ kind: 'MakeDocumentAvailable', document: piece }, asPlatform())
      .then({ type: 'DocumentMadeAvailable' })
  })
})

describe('a decision has effect for whom it names until its last day, where the court sits', () => {
  const untilToday = decided(['R11'], { actors: [lawyer], until: '2026-03-02' })
  const deposit: ExpertiseAction = {
    kind: 'DepositDocument',
    documentKind: 'piece',
    document: stored(uuid(101)),
    plain,
  }

  test('on that day, and is cited', () => {
    given(expertise, ...ordered(), untilToday)
      .when(deposit, asLawyer)
      .then({ type: 'DocumentDeposited', causation: hashAt(6) })
  })

  test('for nobody else', () => {
    given(expertise, ...ordered(), untilToday)
      .when(deposit, asParty)
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test('not the day after', () => {
    given(expertise, ...ordered(), untilToday)
      .when(deposit, { ...asLawyer, now: tomorrow })
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })

  test('Martinique’s evening is still that day when Paris has the next', () => {
    const now = Date.parse('2026-03-03T02:30:00Z')
    given(expertise, ...ordered({ zone: 'America/Martinique' }), untilToday)
      .when(deposit, { ...asLawyer, now })
      .then({ type: 'DocumentDeposited' })
    given(expertise, ...ordered({ zone: 'Europe/Paris' }), untilToday)
      .when(deposit, { ...asLawyer, now })
      .thenRefused('CONSIGNATION_NOT_NOTIFIED', 'R11')
  })
})

describe('rights are a table, denied by default', () => {
  test('no decision widens the table', () => {
    given(expertise, ...ordered(), decided(['R33', 'R11'], { actors: [party] }))
      .when({ kind: 'FileReport', document: stored(uuid(101)), plain }, asParty)
      .thenRefused('ROLE_NOT_ALLOWED')
  })

  test('a party does not record the consignation', () => {
    given(expertise, ...ordered())
      .when({ kind: 'RecordConsignation', amountCents: 1, paidOn: '2026-03-01' }, asLawyer)
      .thenRefused('ROLE_NOT_ALLOWED')
  })
})

describe('after the end', () => {
  const events = [...started(), deposited, madeAvailable, reportFiled, closed]

  test('nothing is decided any more', () => {
    given(expertise, ...events)
      .when({ kind: 'NotifyConsignation' }, asRegistry)
      .thenRefused('EXPERTISE_CLOSED')
    given(expertise, ...events)
      .when({ kind: 'FileReport', document: stored(uuid(103)), plain }, asExpert)
      .thenRefused('EXPERTISE_CLOSED')
  })

  test('documents are still opened', () => {
    given(expertise, ...events)
      .when({ kind: 'OpenDocument', document: piece }, asParty)
      .then({ type: 'DocumentOpened', data: { document: piece, first: true } })
  })

  test('the controlling judge still consults', () => {
    given(expertise, ...events)
      .when(consult, as('magistrat', judge))
      .then(consulted)
  })
})

test('a type of a later version of the product changes nothing', () => {
  given(expertise, ...ordered(), { type: 'MeetingHeld', data: {} })
    .when(consult, asParty)
    .then(consulted)
})
