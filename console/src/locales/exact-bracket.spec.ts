/** @jest-environment node */
import { courtTime } from './court-time.ts'
import { exactBracket } from './exact-bracket.ts'

const told = (from: string, until: string, language: 'fr' | 'en' = 'fr') => {
  const bracket = exactBracket(from, until, courtTime('Europe/Paris', language))
  return [bracket.from, bracket.until].map((each) => each.replace(/\u00a0/g, ' '))
}

test('bounds more than a second apart are told to the second, never narrower than proved', () => {
  expect(told('2026-03-12T07:49:12.301Z', '2026-03-12T07:49:59.001Z')).toEqual([
    '12 mars 2026 à 08 h 49 min 12 s',
    '12 mars 2026 à 08 h 50 min 00 s',
  ])
})

test('a whole second is its own upper bound', () => {
  const [, until] = told('2026-03-12T07:49:12.301Z', '2026-03-12T07:49:59.000Z')
  expect(until).toBe('12 mars 2026 à 08 h 49 min 59 s')
})

test('bounds within a second are told to the millisecond', () => {
  expect(told('2026-03-12T07:49:12.301Z', '2026-03-12T07:49:13.300Z')).toEqual([
    '12 mars 2026 à 08 h 49 min 12,301 s',
    '12 mars 2026 à 08 h 49 min 13,300 s',
  ])
  expect(told('2026-03-12T07:49:12.301Z', '2026-03-12T07:49:12.301Z', 'en')).toEqual([
    '12 March 2026 at 08:49:12.301',
    '12 March 2026 at 08:49:12.301',
  ])
})
