import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { watchEvents } from '../api/live-events.ts'
import type { LiveEvent } from '../api/types.ts'

/**
 * Tells `changed` at most once per `pause` that something new concerns the reader, and again after
 * every reconnection, as anything may have happened meanwhile.
 */
export function useLiveEvents(
  concerns: (event: LiveEvent) => boolean,
  changed: () => void,
  pause = 300,
): { readonly isLive: ShallowRef<boolean> } {
  const isLive = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasLive = false
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      changed()
    }, pause)
  }
  const end = watchEvents({
    event: (event) => {
      if (concerns(event)) soon()
    },
    connected: (isConnected) => {
      isLive.value = isConnected
      if (isConnected && wasLive) soon()
      wasLive ||= isConnected
    },
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    end()
  })
  return { isLive }
}
