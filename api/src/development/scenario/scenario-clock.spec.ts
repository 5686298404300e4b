import type { Clock } from '../../config/clock.js'
import { ScenarioClock } from './scenario-clock.js'

function realClock(start: number) {
  let now = start
  const clock: Clock = { now: () => now, state: () => ({ state: 'unknown' }) }
  return { clock, pass: (milliseconds: number) => (now += milliseconds) }
}

test('tells the story’s time, flows with real time and says that it is simulated', () => {
  const { clock, pass } = realClock(1_000_000)
  const scenario = new ScenarioClock(clock, 1_000)
  expect([scenario.now(), scenario.state()]).toEqual([1_000, { state: 'simulated' }])
  pass(5)
  expect(scenario.now()).toBe(1_005)
})

test('jumps forward, never back, and never beyond real time', () => {
  const { clock } = realClock(1_000_000)
  const scenario = new ScenarioClock(clock, 1_000)
  scenario.moveTo(500_000)
  expect(scenario.now()).toBe(500_000)
  scenario.moveTo(2_000)
  expect(scenario.now()).toBe(500_000)
  scenario.moveTo(9_000_000)
  expect(scenario.now()).toBe(1_000_000)
})

test('joins real time and its state', () => {
  const { clock, pass } = realClock(1_000_000)
  const scenario = new ScenarioClock(clock, 1_000)
  scenario.join()
  pass(1)
  expect([scenario.now(), scenario.state()]).toEqual([1_000_001, { state: 'unknown' }])
  scenario.moveTo(2_000_000)
  expect(scenario.now()).toBe(1_000_001)
})

test('does not follow a real clock that is set back', () => {
  const { clock, pass } = realClock(1_000_000)
  const scenario = new ScenarioClock(clock, null)
  scenario.now()
  pass(-60_000)
  expect(scenario.now()).toBe(1_000_000)
})
