import { alarmWords, stopsRecording } from './alarm-kinds.ts'

const alarms = (...codes: string[]) =>
  codes.map((code) => ({ code, message: 'as it is', since: '2026-06-21T08:01:00.000Z' }))

test.each([
  [[], false],
  [['OPENINGS_WITHOUT_KEY', 'EVENT_FOREIGN', 'REVOCATION_UNKNOWN', 'STORE_SCAVENGED'], false],
  [['SEALING_STOPPED'], true],
  [['EVENT_FOREIGN', 'LEDGER_ROLLED_BACK'], true],
  [['A_CODE_OF_LATER'], true],
])('under %j recording stops: %s', (codes, stops) => {
  expect(stopsRecording(alarms(...codes))).toBe(stops)
})

test.each([
  [['REVOCATION_UNKNOWN'], 'shell.awaited'],
  [['OPENINGS_WITHOUT_KEY', 'REVOCATION_UNKNOWN'], 'shell.withoutKey'],
  [['EVENT_FOREIGN'], 'shell.interference'],
  [['GUARD_MISSING'], 'shell.stopped'],
  [['ENTRY_BROKEN', 'GUARD_MISSING'], 'shell.alarm'],
])('%j are told by %s', (codes, words) => {
  expect(alarmWords(alarms(...codes))).toBe(words)
})
