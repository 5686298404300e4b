import { ApiProblem } from './api-problem.ts'
import { getSession } from './session.ts'
import type { LiveEvent } from './types.ts'

const names: readonly LiveEvent['event'][] = ['entry', 'sealed', 'stamped', 'health']

export interface LiveListener {
  event(event: LiveEvent): void
  /** Whether the feed is connected; the browser reconnects by itself. */
  connected(isConnected: boolean): void
}

/**
 * One connection for the whole page, and none while the page is hidden: a browser keeps six to a
 * server, and tabs left open must not use them up.
 */
const listeners = new Set<LiveListener>()
let source: EventSource | undefined

/**
 * Follows what is new for me. At each `connected` anything may have happened since it was last told.
 *
 * @returns ends it
 */
export function watchEvents(listener: LiveListener): () => void {
  if (listeners.size === 0) document.addEventListener('visibilitychange', connectWhenSeen)
  listeners.add(listener)
  if (source?.readyState === EventSource.OPEN) listener.connected(true)
  connectWhenSeen()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    document.removeEventListener('visibilitychange', connectWhenSeen)
    disconnect()
  }
}

function connectWhenSeen(): void {
  if (document.visibilityState === 'hidden') disconnect()
  else source ??= connect()
}

function connect(): EventSource {
  const opened = new EventSource('/api/v1/events')
  opened.onopen = () => tellConnected(true)
  opened.onerror = () => {
    tellConnected(false)
    if (opened.readyState === EventSource.CLOSED) void askWhy()
  }
  for (const name of names) {
    opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as LiveEvent
      for (const listener of listeners) listener.event(event)
    })
  }
  return opened
}

/** A feed that is refused does not say why: a request does, and it is noticed where sessions end. */
async function askWhy(): Promise<void> {
  await getSession().catch(expected)
}

function expected(error: unknown): void {
  if (!(error instanceof ApiProblem)) throw error
}

function disconnect(): void {
  if (source === undefined) return
  source.close()
  source = undefined
  tellConnected(false)
}

function tellConnected(isConnected: boolean): void {
  for (const listener of listeners) listener.connected(isConnected)
}
