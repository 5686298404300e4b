/** @jest-environment node */
import type { CaseDetail } from '../api/types.ts'
import type { LastVerification } from '../verification/last-verification.ts'
import { caseVerification, proofExtent } from './case-integrity.ts'

const CASE = '6f1c9a52-0d5e-4f0a-9f6e-2b1f4a7c8d90'
const last = (changes: Partial<LastVerification>): LastVerification => ({
  origin: 'development.invalid/x',
  verdict: 'TOTAL_PASSED',
  verifiedAt: '2026-11-22T07:00:00.000Z',
  entries: 12,
  broken: [],
  ...changes,
})
const extent = (entries: number, stamped: number) =>
  proofExtent({
    integrity: {
      entries,
      sealed: stamped,
      stamped,
      stampedUpTo: stamped === 0 ? null : '2026-11-22T07:00:00Z',
    },
  } as CaseDetail)

test('a case is proved whole, in part, or not yet', () => {
  expect(extent(3, 3)).toBe('whole')
  expect(extent(3, 2)).toBe('partial')
  expect(extent(3, 0)).toBe('none')
})

test('what was never verified here is never said to be intact', () => {
  expect(caseVerification(CASE, null)).toEqual({ state: 'never', verifiedAt: null, broken: [] })
})

test.each([
  ['TOTAL_PASSED', 'passed'],
  ['INDETERMINATE', 'indeterminate'],
  ['TOTAL_FAILED', 'failed'],
  ['UNFINISHED', 'unfinished'],
] as const)('%s is %s', (verdict, state) => {
  expect(caseVerification(CASE, last({ verdict })).state).toBe(state)
})

test('T-01 the broken revisions of the case are named once each, in order; those of others are not', () => {
  const stream = `expertise-${CASE}`
  const broken = [
    { stream, revision: 9 },
    { stream, revision: 4 },
    { stream, revision: 9 },
    { stream: 'expertise-other', revision: 1 },
    { stream: null, revision: null },
  ]
  expect(caseVerification(CASE, last({ verdict: 'TOTAL_FAILED', broken })).broken).toEqual([4, 9])
})
