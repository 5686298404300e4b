import { as, asPlatform, stranger, uuid } from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import { platform } from './platform.js'

const since = '2026-03-02T05:00:00.000Z'
const until = '2026-03-02T11:00:00.000Z'
const interrupt = { kind: 'InterruptTimestamping', since, tsas: ['tsa-1'] } as const
const resume = { kind: 'ResumeTimestamping', until } as const
const erase = {
  kind: 'EraseOpenings',
  erased: [
    { actor: uuid(1), commitments: [hashAt(1)] },
    { actor: uuid(2), commitments: [hashAt(2)] },
  ],
  openCases: 0,
  basis: 'retention-ended',
  reference: 'DPD-2026-014',
  decision: null,
} as const
const interrupted = { type: 'TimestampingInterrupted', data: { since, tsas: ['tsa-1'] } }

test('an interruption is told once and ends with its whole span', () => {
  given(platform).when(interrupt, asPlatform()).then(interrupted)
  given(platform, interrupted).when(interrupt, asPlatform()).thenRefused('OUTAGE_OPEN')
  given(platform, interrupted)
    .when(resume, asPlatform())
    .then({ type: 'TimestampingResumed', data: { since, until } })
  given(platform).when(resume, asPlatform()).thenRefused('OUTAGE_NOT_OPEN')
})

test('a version of the terms of use is published once, by the platform alone', () => {
  const text = { version: '2031-1', sha256: hashAt(3), inForceFrom: '2031-01-01' }
  const publish = { kind: 'PublishTerms', ...text } as const
  given(platform).when(publish, asPlatform()).then({ type: 'TermsPublished', data: text })
  given(platform, { type: 'TermsPublished', data: text })
    .when({ ...publish, sha256: hashAt(4) }, asPlatform())
    .thenRefused('TERMS_ALREADY_PUBLISHED')
  given(platform).when(publish, as('administrateur', stranger)).thenRefused('ROLE_NOT_ALLOWED')
})

test('only the platform speaks for itself; the data-protection officer may erase', () => {
  given(platform).when(interrupt, as('operateur', stranger)).thenRefused('ROLE_NOT_ALLOWED')
  given(platform).when(interrupt, as('plateforme', stranger)).thenRefused('ROLE_NOT_ALLOWED')
  given(platform).when(erase, as('operateur', stranger)).thenRefused('ROLE_NOT_ALLOWED')
  given(platform)
    .when(erase, as('dpo', stranger))
    .then(
      ...erase.erased.map(({ actor, commitments }) => ({
        type: 'OpeningsErased',
        typeVersion: 2,
        data: { commitments, basis: 'retention-ended', actor },
        personal: { erasureReference: 'DPD-2026-014' },
      })),
    )
})

test('R39 what is held for an open case is erased only where a decision allows it, which is then named', () => {
  const open = { ...erase, openCases: 1 }
  const officer = as('dpo', stranger)
  given(platform).when(open, officer).thenRefused('ERASURE_CASE_OPEN', 'R39')
  given(platform).when(open, asPlatform()).thenRefused('ERASURE_CASE_OPEN', 'R39')
  const [allowed] = platform.decide(
    { ...open, decision: 'TJ 26/7' },
    platform.initialState,
    officer,
  )
  expect(allowed?.personal).toMatchObject({ erasureDecision: 'TJ 26/7' })
})
