import { rmSync } from 'node:fs'
import type { EventStore, Position } from '../event-store/event-store.js'
import type { Generations } from './generations.js'
import type { ProjectionSources } from './projection-sources.js'
import type { PreparedPage } from './prepare-page.js'
import { Projector } from './projector.js'
import type { Reading } from './read-event.js'
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
const AHEAD = 3

/**
 * Builds a generation from the log beside the serving one: rows first, then search, then indexes. What
 * is appended meanwhile is read too, until the log's end is met once. Entries are taken at their word
 * as long as they give the roots that checkpoints state; else the log is read again with every check,
 * so that alarms name what is broken. Entries not sealed yet are the sealer's to verify.
 */
export async function buildGeneration(
  generations: Generations,
  sources: RebuildSources,
  onProgress: RebuildProgress = () => undefined,
): Promise<RebuildReport> {
  const trusting = await build(generations, sources, 'trusting', onProgress)
  if (trusting.alarms === 0) return trusting.report
  rmSync(trusting.report.path)
  return (await build(generations, sources, 'strict', onProgress)).report
}

async function build(
  generations: Generations,
  sources: RebuildSources,
  reading: Reading,
  onProgress: RebuildProgress,
): Promise<{ report: RebuildReport; alarms: number }> {
  const building = generations.next()
  const file = ReadModelFile.create(building, sources.origin, 'bulk')
  try {
    // One transaction for all: pages that many entries touch are written once.
    file.execute('BEGIN')
    const events = await load(file, sources, reading, onProgress)
    new SearchIndex(file).indexAll()
    file.execute('COMMIT')
    file.createIndexes()
    const { position } = file
    const { alarms } = file.get<{ alarms: number }>('SELECT count(*) AS alarms FROM alarms')!
    file.close()
    return { report: { path: generations.complete(building), events, position }, alarms }
  } finally {
    file.close()
  }
}

async function load(
  file: ReadModelFile,
  sources: RebuildSources,
  reading: Reading,
  onProgress: RebuildProgress,
): Promise<number> {
  const projector = new Projector(file, sources, { bulk: true, reading })
  let events = 0
  for await (const page of preparedPages(file.position, projector, sources)) {
    projector.load(page)
    events += page.events.length
    onProgress(events)
  }
  projector.finish()
  return events
}

/** The pages of the log; while one is written, what the next ones open to is looked up. */
async function* preparedPages(
  after: Position,
  projector: Projector,
  { store }: RebuildSources,
): AsyncIterable<PreparedPage> {
  const ahead: Promise<PreparedPage>[] = []
  let position = after
  for (;;) {
    while (ahead.length < AHEAD) {
      const page = await store.readAll(position, PAGE)
      position = page.at(-1)?.position ?? position
      const preparing = projector.prepare(page)
      // Whoever awaits the page in its turn gets the failure.
      preparing.catch(() => undefined)
      ahead.push(preparing)
    }
    const next = await ahead.shift()!
    if (next.events.length === 0) return
    yield next
  }
}
