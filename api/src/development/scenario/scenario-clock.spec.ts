import type { VerifiedToken } from '../../time-stamping/ask-tsa.js'
import { ScenarioClock } from './scenario-clock.js'

function realTime(start: number) {
  let now = start
  return { real: () => now, pass: (milliseconds: number) => (now += milliseconds) }
}

const token = { genTime: 999_990, hasFraction: true, sentAt: 999_999, receivedAt: 1_000_001 }

test('tells the story’s time, flows with real time and says that it is simulated', () => {
  const { real, pass } = realTime(1_000_000)
  const scenario = new ScenarioClock(1_000, real)
  expect([scenario.now(), scenario.state()]).toEqual([1_000, { state: 'simulated' }])
  pass(5)
  expect(scenario.now()).toBe(1_005)
})

test('jumps forward, never back, and never beyond real time', () => {
  const scenario = new ScenarioClock(1_000, realTime(1_000_000).real)
  scenario.moveTo(500_000)
  expect(scenario.now()).toBe(500_000)
  scenario.moveTo(2_000)
  expect(scenario.now()).toBe(500_000)
  scenario.moveTo(9_000_000)
  expect(scenario.now()).toBe(1_000_000)
})

test('joins real time; tokens measure it from then on, none of the story’s', () => {
  const { real, pass } = realTime(1_000_000)
  const scenario = new ScenarioClock(1_000, real)
  scenario.measure(token as VerifiedToken)
  scenario.join()
  pass(1)
  expect([scenario.now(), scenario.state()]).toEqual([1_000_001, { state: 'unknown' }])
  scenario.moveTo(2_000_000)
  expect(scenario.now()).toBe(1_000_001)
  scenario.measure(token as VerifiedToken)
  expect(scenario.state()).toEqual({ state: 'measured', offset: 10, age: 0 })
})

test('does not follow a real clock that is set back', () => {
  const { real, pass } = realTime(1_000_000)
  const scenario = new ScenarioClock(null, real)
  scenario.now()
  pass(-60_000)
  expect(scenario.now()).toBe(1_000_000)
})
