import type { LiveEvent } from './types.ts'

const names: readonly LiveEvent['event'][] = ['entry', 'sealed', 'stamped', 'health']

export interface LiveListener {
  event(event: LiveEvent): void
  /** Whether the feed is connected; the browser reconnects by itself. */
  connected(isConnected: boolean): void
}

/**
 * Follows what is new for me.
 *
 * @returns ends it
 */
export function watchEvents(listener: LiveListener): () => void {
  const source = new EventSource('/api/v1/events')
  source.onopen = () => listener.connected(true)
  source.onerror = () => listener.connected(false)
  for (const name of names) {
    source.addEventListener(name, (message: MessageEvent<string>) =>
      listener.event(JSON.parse(message.data) as LiveEvent),
    )
  }
  return () => source.close()
}
