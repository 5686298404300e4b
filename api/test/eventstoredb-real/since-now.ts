import {
  START,
  type EventStore,
  type Position,
  type StoredEvent,
} from '../../src/event-store/event-store.js'

/** A store that others have written to, as if it began here: for suites that want an empty one. */
export function sinceNow(store: EventStore, begin: Position): EventStore {
  const from = (after: Position): Position => (after === START ? begin : after)
  return {
    append: (...asked) => store.append(...asked),
    readStream: (...asked) => store.readStream(...asked),
    readHead: (stream) => store.readHead(stream),
    readAt: (position) => store.readAt(position),
    readAll: (after, limit): Promise<readonly StoredEvent[]> => store.readAll(from(after), limit),
    subscribe: (after, handle) => store.subscribe(from(after), handle),
    headPosition: async () => {
      const head = await store.headPosition()
      return head === begin ? START : head
    },
    interference$: store.interference$,
    close: () => store.close(),
  }
}
