import type { EventRow, LogReader } from '../event-store/log-reader.js'

const PAGE = 256

/** Every event of one stream, in order, a page held at a time. */
export async function* rowsOf(reader: LogReader, stream: string): AsyncIterable<EventRow> {
  for (let next = 0; ;) {
    const rows = await reader.readRange(stream, next, Number.MAX_SAFE_INTEGER, PAGE)
    const last = rows.at(-1)
    if (last === undefined) return
    yield* rows
    next = last.revision + 1
  }
}
