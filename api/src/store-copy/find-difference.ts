import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { PAGE } from './stream-digests.js'

/** The first revision of a stream at which two stores do not hold the same event. */
export async function findDifference(
  one: EventStore,
  other: EventStore,
  stream: string,
): Promise<number> {
  for (let from = 0; ; from += PAGE) {
    const [here, there] = await Promise.all([
      one.readStream(stream, from, PAGE),
      other.readStream(stream, from, PAGE),
    ])
    const different = here.findIndex((event, i) => !isSame(event, there[i]))
    if (different !== -1) return from + different
    if (here.length < PAGE || there.length < PAGE) return from + here.length
  }
}

function isSame(event: StoredEvent, other: StoredEvent | undefined): boolean {
  return (
    event.revision === other?.revision &&
    event.id === other.id &&
    event.type === other.type &&
    Buffer.compare(event.data, other.data) === 0
  )
}
