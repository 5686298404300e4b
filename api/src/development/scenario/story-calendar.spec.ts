import { StoryCalendar } from './story-calendar.js'

const DAY = 86_400_000

test('begins on a Monday nine months before now and leaves its last day in the past', () => {
  for (let i = 0; i < 800; i++) {
    const now = Date.parse('2026-01-01T23:30:00Z') + i * DAY
    const calendar = StoryCalendar.endingAt(now)
    expect(new Date(calendar.day(0)).getUTCDay()).toBe(1)
    expect(calendar.at(266, '18:00')).toBeLessThan(now)
    expect(now - calendar.at(0, '08:00')).toBeGreaterThan(265 * DAY)
  }
})

test('tells days and hours of Paris, summer and winter', () => {
  const calendar = new StoryCalendar('2026-03-02')
  expect([calendar.day(4), calendar.inWords(0), calendar.year]).toEqual([
    '2026-03-06',
    '2 mars 2026',
    '26',
  ])
  expect(new Date(calendar.at(0, '09:00')).toISOString()).toBe('2026-03-02T08:00:00.000Z')
  expect(new Date(calendar.at(28, '09:00')).toISOString()).toBe('2026-03-30T07:00:00.000Z')
})
