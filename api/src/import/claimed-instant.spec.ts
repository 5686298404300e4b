import { claimedInstant } from './claimed-instant.js'

const amsterdam = 'Europe/Amsterdam'

test.each([
  ['2011-10-11 13:45:40.276000+02:00', undefined, '2011-10-11T13:45:40.276000+02:00'],
  ['2011-10-11T13:45:40Z', undefined, '2011-10-11T13:45:40Z'],
  ['2011-10-11 13:45:40 -04:00', amsterdam, '2011-10-11T13:45:40-04:00'],
  ['2011-07-01 12:00:00.5', amsterdam, '2011-07-01T12:00:00.5+02:00'],
  ['2011-12-01 12:00:00', amsterdam, '2011-12-01T12:00:00+01:00'],
  ['2011-12-01 12:00:00', 'UTC', '2011-12-01T12:00:00+00:00'],
  ['2011-12-01 12:00:00', 'America/Martinique', '2011-12-01T12:00:00-04:00'],
  ['2012-02-29 00:00:00', 'Asia/Kolkata', '2012-02-29T00:00:00+05:30'],
])('I1 I3 %s in %s is %s: digits and offset as claimed', (text, zone, at) => {
  expect(claimedInstant(text, zone)).toEqual({ at })
})

test.each([
  ['2011-10-11 13:45:40', undefined, 'INSTANT_WITHOUT_OFFSET'],
  ['2011-10-30 02:30:00', amsterdam, 'INSTANT_AMBIGUOUS'],
  ['2011-03-27 02:30:00', amsterdam, 'INSTANT_NONEXISTENT'],
  ['2011-02-29 12:00:00Z', undefined, 'INSTANT_MALFORMED'],
  ['2011-10-11 24:00:00Z', undefined, 'INSTANT_MALFORMED'],
  ['2011-10-11 13:45:60Z', undefined, 'INSTANT_MALFORMED'],
  ['2011-10-11 13:45:40+24:00', undefined, 'INSTANT_MALFORMED'],
  ['11/10/2011 13:45', undefined, 'INSTANT_MALFORMED'],
  ['', undefined, 'INSTANT_MALFORMED'],
])('%p in %s: %s', (text, zone, problem) => {
  expect(claimedInstant(text, zone)).toEqual({ problem })
})
