import type { Position, StoredEvent } from '../event-store/event-store.js'

/** A page as it goes to another thread: the bytes of all its events in one piece, which is handed over. */
export interface PackedPage {
  readonly events: readonly PackedEvent[]
  readonly data: Uint8Array<ArrayBuffer>
}

type PackedEvent = readonly [
  stream: string,
  revision: number,
  position: Position,
  id: string,
  type: string,
  length: number,
]

export function packPage(page: readonly StoredEvent[]): PackedPage {
  let length = 0
  for (const { data } of page) length += data.length
  const all = new Uint8Array(length)
  let offset = 0
  const events = page.map(({ stream, revision, position, id, type, data }): PackedEvent => {
    all.set(data, offset)
    offset += data.length
    return [stream, revision, position, id, type, data.length]
  })
  return { events, data: all }
}

export function unpackPage({ events, data }: PackedPage): readonly StoredEvent[] {
  let offset = 0
  return events.map(([stream, revision, position, id, type, length]) => {
    const bytes = data.subarray(offset, (offset += length))
    return { stream, revision, position, id, type, data: bytes }
  })
}
