import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { TestTimers } from '../../test/ledger-kit.js'
import { watchPace } from './body-time.js'

const PACE = { body: 30_000, pace: 1_000 }
let timers: TestTimers
let form: IncomingMessage
let came: number
let told: string[]

beforeEach(() => {
  timers = new TestTimers()
  const socket = new Socket()
  came = 0
  Object.defineProperty(socket, 'bytesRead', { get: () => came })
  form = new IncomingMessage(socket)
  told = []
  watchPace(form, PACE, timers, ({ code }) => told.push(code))
})

/** So many bytes, one in each time that is looked at. */
function send(...sizes: readonly number[]): void {
  for (const size of sizes) {
    came += size
    timers.advance(PACE.body)
  }
}

test('T-23 a form of which too little comes is told slow, once, also when much came before', () => {
  send(5_000_000, 1_000)
  expect(told).toEqual([])
  send(999, 0, 0)
  expect(told).toEqual(['REQUEST_TIMED_OUT'])
})

test('a form of which enough comes each time is never slow, however long it takes', () => {
  send(...Array.from({ length: 60 }, () => 1_000))
  expect(told).toEqual([])
})

test('what has come and waits to be read is not the sender’s delay', () => {
  form.push('x')
  send(0, 0)
  expect(told).toEqual([])
  form.read()
  send(0)
  expect(told).toEqual(['REQUEST_TIMED_OUT'])
})

test.each(['end', 'close'])('a form that is over (%s) is not waited for', (over) => {
  form.emit(over)
  send(0)
  expect(told).toEqual([])
})
