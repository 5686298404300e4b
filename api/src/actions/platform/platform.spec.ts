import { as, asPlatform, stranger } from '../../../test/case-events.js'
import { given, hashAt } from '../../../test/given.js'
import { platform } from './platform.js'

const since = '2026-03-02T05:00:00.000Z'
const until = '2026-03-02T11:00:00.000Z'
const interrupt = { kind: 'InterruptTimestamping', since, tsas: ['tsa-1'] } as const
const resume = { kind: 'ResumeTimestamping', until } as const
const erase = { kind: 'EraseOpenings', commitments: [hashAt(1)], basis: 'retention-ended' } as const
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
    .then({ type: 'OpeningsErased', data: { commitments: [hashAt(1)], basis: 'retention-ended' } })
})
