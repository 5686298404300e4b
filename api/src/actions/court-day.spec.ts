import { courtDay, isZone } from './court-day.js'

test.each([
  ['Europe/Paris', '2026-03-29T00:59:59Z', '2026-03-29'],
  ['Europe/Paris', '2026-06-30T22:30:00Z', '2026-07-01'],
  ['America/Martinique', '2026-07-01T03:59:59Z', '2026-06-30'],
  ['Indian/Reunion', '2026-06-30T20:00:00Z', '2026-07-01'],
])('in %s, %s is %s', (zone, at, day) => {
  expect(courtDay(Date.parse(at), zone)).toBe(day)
})

test('knows IANA zones and no others', () => {
  expect(['Europe/Paris', 'Pacific/Noumea'].every(isZone)).toBe(true)
  expect(['Europe/Valmont', 'nowhere', ''].some(isZone)).toBe(false)
})

test('T-23 a zone spelled in ever new ways takes no more memory than the zones in use', () => {
  const { DateTimeFormat } = Intl
  let built = 0
  Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
    construct: (real, [locale, options]) => {
      built++
      return new real(locale as string, options as Intl.DateTimeFormatOptions)
    },
  })
  const spellings = Array.from({ length: 200 }, (_, i) =>
    Array.from('AMERICA/whitehorse', (letter, place) =>
      place > 8 && (i >> (place - 9)) % 2 === 1 ? letter.toUpperCase() : letter,
    ).join(''),
  )
  try {
    expect([...spellings, spellings[0]!].every(isZone)).toBe(true)
    expect(built).toBe(spellings.length + 1)
  } finally {
    Intl.DateTimeFormat = DateTimeFormat
  }
})
