import { effectScope } from 'vue'
import type { LiveEvent } from '../api/types.ts'
import { useLiveEvents } from './use-live-events.ts'

const { jest } = import.meta

/** Stands in for the browser's: jsdom has none. */
class Feed extends EventTarget {
  static readonly OPEN = 1
  static readonly opened: Feed[] = []
  readyState = 0
  isClosed = false
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null

  constructor(readonly url: string) {
    super()
    Feed.opened.push(this)
  }

  open(): void {
    this.readyState = Feed.OPEN
    this.onopen?.()
  }

  send(event: LiveEvent): void {
    this.dispatchEvent(new MessageEvent(event.event, { data: JSON.stringify(event) }))
  }

  close(): void {
    this.isClosed = true
  }
}

const sealed = { event: 'sealed', size: 3, at: '2026-03-12T13:32:07.120Z' } as const
const stamped = { ...sealed, event: 'stamped' } as const
let isHidden = false

beforeAll(() => {
  Object.assign(globalThis, { EventSource: Feed })
  Object.defineProperty(document, 'visibilityState', {
    get: () => (isHidden ? 'hidden' : 'visible'),
  })
})

beforeEach(() => {
  jest.useFakeTimers()
  Feed.opened.length = 0
  isHidden = false
})
afterEach(() => jest.useRealTimers())

function hide(value: boolean): void {
  isHidden = value
  document.dispatchEvent(new Event('visibilitychange'))
}

test('several listeners share one connection, which ends with the last', () => {
  const scopes = [effectScope(), effectScope()]
  for (const scope of scopes)
    scope.run(() =>
      useLiveEvents(
        () => true,
        () => undefined,
      ),
    )
  expect(Feed.opened).toHaveLength(1)
  scopes[0]!.stop()
  expect(Feed.opened[0]!.isClosed).toBe(false)
  scopes[1]!.stop()
  expect(Feed.opened[0]!.isClosed).toBe(true)
})

test('what happened before the feed was there is read, whichever connection it is; what came after is not read twice', () => {
  const scope = effectScope()
  const changed = jest.fn()
  scope.run(() => useLiveEvents(() => false, changed))
  const [feed] = Feed.opened
  for (const times of [1, 2, 3]) {
    feed!.open()
    jest.advanceTimersByTime(1000)
    expect(changed).toHaveBeenCalledTimes(times)
    feed!.onerror?.()
  }
  feed!.open()
  const late = jest.fn()
  scope.run(() => useLiveEvents(() => false, late))
  jest.advanceTimersByTime(1000)
  expect(late).not.toHaveBeenCalled()
  feed!.onerror?.()
  feed!.open()
  jest.advanceTimersByTime(1000)
  expect(late).toHaveBeenCalledTimes(1)
  scope.stop()
})

test('many events that concern the reader are told once per pause, others never', () => {
  const scope = effectScope()
  const changed = jest.fn()
  scope.run(() => useLiveEvents(({ event }) => event === 'sealed', changed))
  const [feed] = Feed.opened
  feed!.open()
  jest.advanceTimersByTime(1000)
  changed.mockClear()
  feed!.send(stamped)
  jest.advanceTimersByTime(1000)
  expect(changed).not.toHaveBeenCalled()
  for (let i = 0; i < 50; i++) feed!.send(sealed)
  jest.advanceTimersByTime(1000)
  expect(changed).toHaveBeenCalledTimes(1)
  scope.stop()
})

test('nothing is held while the page is hidden; once seen again everything is read again', () => {
  const scope = effectScope()
  const changed = jest.fn()
  const { isLive } = scope.run(() => useLiveEvents(() => true, changed))!
  Feed.opened[0]!.open()
  jest.advanceTimersByTime(1000)
  changed.mockClear()
  expect(isLive.value).toBe(true)
  hide(true)
  expect(Feed.opened[0]!.isClosed).toBe(true)
  expect(isLive.value).toBe(false)
  hide(false)
  Feed.opened[1]!.open()
  jest.advanceTimersByTime(1000)
  expect(changed).toHaveBeenCalledTimes(1)
  scope.stop()
})

test('nothing is told after the page was left', () => {
  const scope = effectScope()
  const changed = jest.fn()
  scope.run(() => useLiveEvents(() => true, changed))
  Feed.opened[0]!.send(sealed)
  scope.stop()
  jest.advanceTimersByTime(1000)
  expect(changed).not.toHaveBeenCalled()
})
