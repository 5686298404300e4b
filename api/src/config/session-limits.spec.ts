import { readSettings } from './settings.js'

const limits = (idle?: string, life?: string) =>
  readSettings({ CONTREMARQUE_SESSION_IDLE: idle, CONTREMARQUE_SESSION_LIFE: life }).sessions

test('a session ends after half an hour without a request, and after four hours', () => {
  expect(limits()).toEqual({ idle: 1_800_000, total: 14_400_000 })
  expect(limits('15', '480')).toEqual({ idle: 900_000, total: 28_800_000 })
})

test.each([
  ['4', undefined],
  ['121', '720'],
  ['7.5', undefined],
  ['never', undefined],
  [undefined, '14'],
  [undefined, '721'],
  ['31', '30'],
])('a life of %s minutes unused and %s at most is refused', (idle, life) => {
  expect(() => limits(idle, life)).toThrow(expect.objectContaining({ code: 'SETTINGS_MALFORMED' }))
  expect(() => limits(idle, life)).toThrow(/CONTREMARQUE_SESSION_/)
})
