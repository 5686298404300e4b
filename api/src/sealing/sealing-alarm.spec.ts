import { TestClock } from '../../test/ledger-kit.js'
import { StoreError, type StoreErrorCode } from '../event-store/store-error.js'
import { SealingAlarm } from './sealing-alarm.js'
import { SealingError } from './sealing-error.js'

let clock: TestClock
let alarm: SealingAlarm
let told: (string | undefined)[]

beforeEach(() => {
  clock = new TestClock()
  told = []
  alarm = new SealingAlarm(clock)
  alarm.current$.subscribe((current) => told.push(current?.message))
})

const fails = (code: StoreErrorCode, message: string) =>
  expect(alarm.failed(new StoreError(code, message))).toBe(true)

test('what passes by itself is told once, whatever it is called the next time', () => {
  fails('APPEND_AMBIGUOUS', 'the connection broke')
  fails('STORE_UNAVAILABLE', 'nobody is there')
  expect(told).toEqual([undefined, 'sealing failed: the connection broke'])
})

test('what a person has to mend takes the place of what passes by itself, and stands as long; once', () => {
  const since = new Date(clock.at).toISOString()
  fails('STORE_UNAVAILABLE', 'nobody is there')
  fails('STORE_UNTRUSTED', 'its certificate has expired')
  fails('STORE_UNTRUSTED', 'its certificate has expired')
  fails('STORE_UNAVAILABLE', 'nobody is there')
  expect(told.slice(1)).toEqual([
    'sealing failed: nobody is there',
    'sealing failed: its certificate has expired',
  ])
  expect(alarm.current).toMatchObject({ since })
  alarm.clear()
  expect(alarm.current).toBeUndefined()
})

test('nothing takes the place of a ledger that is not whole', () => {
  alarm.refuse(new SealingError('ENTRY_MISSING', 'an entry is missing'))
  alarm.clear()
  expect(alarm.current).toMatchObject({ code: 'ENTRY_MISSING' })
  expect(() => alarm.assertNotFinal()).toThrow('an entry is missing')
})
