/** @jest-environment node */
import { courtTime } from './court-time.ts'

const instant = '2026-03-01T02:05:00.000Z'

test.each([
  ['Europe/Paris', 'fr', '1er mars 2026 à 03 h 05', 'heure de Paris'],
  ['America/Martinique', 'fr', '28 février 2026 à 22 h 05', 'heure de la Martinique'],
  ['Indian/Reunion', 'en', '1 March 2026 at 06:05', 'Réunion time'],
  ['Asia/Tokyo', 'en', '1 March 2026 at 11:05', 'Asia/Tokyo'],
] as const)(
  'an instant in %s (%s), whatever the zone of this machine',
  (zone, language, at, name) => {
    const time = courtTime(zone, language)
    expect(time.instant(instant).replace(/\u00a0/g, ' ')).toBe(at)
    expect(time.zoneName).toBe(name)
  },
)

test('a calendar day is the same day in every zone', () => {
  expect(courtTime('America/Martinique', 'fr').day('2026-03-01')).toBe('1er mars 2026')
  expect(courtTime('Pacific/Wallis', 'en').day('2026-03-01')).toBe('1 March 2026')
})
