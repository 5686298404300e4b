import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { watchEvents } from '../api/live-events.ts'
import type { LiveEvent } from '../api/types.ts'

/**
 * Tells `changed` at most once per `pause` that something new concerns the reader, and whenever the
 * feed is connected, as anything may have happened before: it names no place to resume from. What
 * is read after this call needs no telling when the feed is there already.
 */
export function useLiveEvents(
  concerns: (event: LiveEvent) => boolean,
  changed: () => void,
  pause = 300,
): { readonly isLive: ShallowRef<boolean> } {
  const isLive = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isFollowing = false
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
      if (isConnected && isFollowing) soon()
    },
  })
  isFollowing = true
  onScopeDispose(() => {
    clearTimeout(timer)
    end()
  })
  return { isLive }
}
