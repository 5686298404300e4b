import type { EventStore, Position } from '../event-store/event-store.js'
import type { Generations } from './generations.js'
import { Projector, type ProjectionSources } from './projector.js'
import { ReadModelFile } from './read-model-file.js'
import { SearchIndex } from './search-index.js'

/** What building read models reads. */
export interface RebuildSources extends ProjectionSources {
  readonly store: Pick<EventStore, 'readAll'>
  readonly origin: string
}

export interface RebuildReport {
  /** A generation that does not serve yet. */
  readonly path: string
  /** Events of the log, records of sealing and time-stamping included. */
  readonly events: number
  readonly position: Position
}

/** Called after every page with the events read so far. */
export type RebuildProgress = (events: number) => void

const PAGE = 1000

/**
 * Builds a generation from the log beside the serving one: rows first, then indexes, then search. What
 * is appended meanwhile is read too, until the log's end is met once.
 */
export async function buildGeneration(
  generations: Generations,
  sources: RebuildSources,
  onProgress: RebuildProgress = () => undefined,
): Promise<RebuildReport> {
  const building = generations.next()
  const file = ReadModelFile.create(building, sources.origin, 'bulk')
  try {
    const events = await load(file, sources, onProgress)
    file.createIndexes()
    file.transaction(() => new SearchIndex(file).indexAll())
    const { position } = file
    file.close()
    return { path: generations.complete(building), events, position }
  } finally {
    file.close()
  }
}

async function load(
  file: ReadModelFile,
  sources: RebuildSources,
  onProgress: RebuildProgress,
): Promise<number> {
  const projector = new Projector(file, sources, 'bulk')
  let events = 0
  let position = file.position
  for (;;) {
    const page = await sources.store.readAll(position, PAGE)
    const last = page.at(-1)
    if (last === undefined) return events
    await projector.apply(page)
    position = last.position
    events += page.length
    onProgress(events)
  }
}
