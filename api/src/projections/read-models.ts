import type { Crypto } from '@contremarque/ledger'
import type { Observable } from 'rxjs'
import type { EventStore, Position } from '../event-store/event-store.js'
import { changesOf, type Change } from './change.js'
import { ChangeFeed } from './change-feed.js'
import { isStamped } from './entry-queries.js'
import type { Generations } from './generations.js'
import { LogFollower } from './log-follower.js'
import type { Projection } from './projection.js'
import { ProjectionLag } from './projection-lag.js'
import type { ProjectionSources } from './projection-sources.js'
import { readEvent } from './read-event.js'
import type { ProjectionStatus } from './read-model.js'
import { ReadModelError } from './read-model-error.js'
import { ReadModelFile } from './read-model-file.js'
import { buildGeneration, type RebuildProgress, type RebuildReport } from './rebuild.js'

export interface ReadModelsOptions extends ProjectionSources {
  readonly generations: Generations
  readonly store: EventStore
  readonly origin: string
  /** Opens what writes the log into a file, in whatever thread. */
  readonly project: (path: string) => Promise<Projection>
  /** A page failed, the projection or the subscription: tried again after `retryDelay` milliseconds, later and later. */
  readonly onFailure?: (error: unknown) => void
  readonly retryDelay?: number
  /** By the clock that entries are recorded by. */
  readonly now?: () => number
}

const PAGE = 500

/**
 * The read side of one node: the serving file, what writes the log into it and the feed of what became
 * visible. Queries are plain functions over a file, which changes with every generation: take it anew
 * for each query.
 */
export class ReadModels {
  readonly crypto: Crypto
  private readonly options: ReadModelsOptions
  private readonly feed = new ChangeFeed()
  private readonly lag: ProjectionLag
  private serving: ReadModelFile
  private follower: LogFollower | undefined
  private state: ProjectionStatus['state'] = 'live'
  private switching: Promise<void> = Promise.resolve()
  private entering: string | undefined
  private unwatch: (() => void) | undefined

  private constructor(options: ReadModelsOptions, path: string) {
    this.options = options
    this.crypto = options.crypto
    this.lag = new ProjectionLag(options.crypto)
    this.serving = ReadModelFile.attach(path, 'read')
    this.feed.moveTo(this.serving.position)
  }

  /**
   * Opens the serving generation. One that is missing, damaged, of another schema or ahead of the log
   * is built anew first.
   */
  static async open(options: ReadModelsOptions, onProgress?: RebuildProgress): Promise<ReadModels> {
    const { generations } = options
    const path = (await servingPath(options)) ?? (await built(options, onProgress))
    generations.removeOthers()
    return new ReadModels(options, path)
  }

  /** The serving file, to be read. */
  get file(): ReadModelFile {
    return this.serving
  }

  /** What `query` reads is of one moment. */
  read<Result>(query: (file: ReadModelFile) => Result): Result {
    return this.serving.snapshot(query)
  }

  /** Position of the last event that queries see. */
  get position(): Position {
    return this.feed.position
  }

  get status(): ProjectionStatus {
    return { state: this.state, lag: this.lag.at(this.now()) }
  }

  /** Told after the page is stored; an entry is visible to queries when its change is told. */
  get changes$(): Observable<Change> {
    return this.feed.changes$
  }

  /**
   * Catches up and goes on live, resuming after failures from what is stored. Switches to a generation
   * that another process (`contremarque rebuild`) points to.
   */
  start(): void {
    this.follow()
    this.unwatch ??= this.options.generations.watch(() => void this.takeOver())
  }

  /** Lets the page in hand finish, then closes the file. */
  async stop(): Promise<void> {
    this.unwatch?.()
    await this.switching
    await this.pause()
    this.serving.close()
  }

  /** Read-your-writes: resolves once queries see this position. @throws the signal's reason */
  waitFor(position: Position, signal?: AbortSignal): Promise<void> {
    return this.feed.until(() => this.feed.position >= position, signal)
  }

  /** Resolves once a stamped run covers the entry with this hash. @throws the signal's reason */
  waitForStamped(hash: string, signal?: AbortSignal): Promise<void> {
    return this.feed.until(() => isStamped(this.serving, hash), signal)
  }

  /** Builds a new generation beside the serving one, catches up and switches to it. */
  async rebuild(onProgress?: RebuildProgress): Promise<RebuildReport> {
    const report = await buildGeneration(this.options.generations, this.options, onProgress)
    await this.switchTo(report.path)
    return report
  }

  private follow(): void {
    const { store, project, onFailure, retryDelay = 1000 } = this.options
    this.follower ??= new LogFollower({
      store,
      project: () => project(this.serving.path),
      onBegin: async (position) => {
        await this.tellUntil(position)
        this.lag.stored(position, this.now())
        if (!this.lag.isWaiting) this.state = 'live'
      },
      onPage: (page) => this.lag.begin(page),
      onStored: ({ position }, changes) => {
        this.state = 'live'
        this.lag.stored(position, this.now())
        this.feed.announce(position, changes)
      },
      onFailure: (error) => {
        this.state = 'failing'
        onFailure?.(error)
      },
      retryDelay,
    })
  }

  /** Another process pointed to a generation of its own, or the pointer is ours. */
  private async takeOver(): Promise<void> {
    const path = this.options.generations.current()
    if (path === undefined || path === this.serving.path || path === this.entering) return
    await this.switchTo(path).catch((error: unknown) => this.options.onFailure?.(error))
  }

  private switchTo(path: string): Promise<void> {
    this.entering = path
    const next = this.switching.then(() => this.enter(path))
    this.switching = next.catch(() => undefined)
    return next
  }

  private async enter(path: string): Promise<void> {
    const { serving: old, options } = this
    const wasFollowing = this.follower !== undefined
    assertUsable(path, options.origin)
    await this.pause()
    try {
      await catchUp(path, options, old.position)
      this.serving = ReadModelFile.attach(path, 'read')
      options.generations.switchTo(path)
      old.close()
      options.generations.removeOthers()
      await this.tellUntil(this.serving.position)
    } finally {
      if (wasFollowing) this.follow()
    }
  }

  /** Once the page in hand is stored. */
  private async pause(): Promise<void> {
    await this.follower?.stop()
    this.follower = undefined
  }

  /** What was stored and not told: by a thread that ended on the way, or in another generation. */
  private async tellUntil(target: Position): Promise<void> {
    while (this.feed.position < target) {
      const page = await this.options.store.readAll(this.feed.position, PAGE)
      const stored = page.filter(({ position }) => position <= target)
      const last = stored.at(-1)
      if (last === undefined) return
      const read = stored.map((event) => readEvent(event, this.crypto, 'trusting'))
      this.feed.announce(last.position, changesOf(read))
    }
  }

  private now(): number {
    return (this.options.now ?? Date.now)()
  }
}

/** Undefined when the file pointed to cannot serve. */
async function servingPath({
  generations,
  origin,
  store,
}: ReadModelsOptions): Promise<string | undefined> {
  const path = generations.current()
  const found = path === undefined ? undefined : ReadModelFile.open(path, origin)
  try {
    return found !== undefined && (await isOfLog(found, store)) ? path : undefined
  } finally {
    found?.close()
  }
}

async function built(
  options: ReadModelsOptions,
  onProgress: RebuildProgress | undefined,
): Promise<string> {
  const { path } = await buildGeneration(options.generations, options, onProgress)
  assertUsable(path, options.origin)
  options.generations.switchTo(path)
  return path
}

/** Whether the last event projected stands in the log where it stood: the log was not replaced or cut. */
async function isOfLog(file: ReadModelFile, store: EventStore): Promise<boolean> {
  const { position } = file
  const last = file.meta('last-event')
  if (last === undefined) return true
  return (await store.readAt(position))?.id === last
}

async function catchUp(
  path: string,
  { project, store }: ReadModelsOptions,
  target: Position,
): Promise<void> {
  const projection = await project(path)
  try {
    let position = projection.begin
    while (position < target) {
      const page = await store.readAll(position, PAGE)
      if (page.length === 0) return
      await projection.apply(page)
      position = page.at(-1)!.position
    }
  } finally {
    await projection.close()
  }
}

function assertUsable(path: string, origin: string): void {
  const file = ReadModelFile.open(path, origin)
  if (file === undefined) {
    throw new ReadModelError('READ_MODEL_UNUSABLE', 'the read model just built cannot be opened')
  }
  file.close()
}
