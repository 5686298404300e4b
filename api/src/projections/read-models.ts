import { LedgerError, type Crypto } from '@contremarque/ledger'
import { defer, retry, timer, type Observable, type Subscription } from 'rxjs'
import type { EventStore, Position, StoredEvent } from '../event-store/event-store.js'
import { ChangeFeed, type Change } from './change-feed.js'
import { isStamped } from './entry-queries.js'
import type { Generations } from './generations.js'
import type { ProjectionSources } from './projection-sources.js'
import { Projector } from './projector.js'
import { ReadModelFile } from './read-model-file.js'
import { buildGeneration, type RebuildProgress, type RebuildReport } from './rebuild.js'

export interface ReadModelsOptions extends ProjectionSources {
  readonly generations: Generations
  readonly store: EventStore
  readonly origin: string
  /** A page failed, or the subscription: it is tried again after `retryDelay` milliseconds. */
  readonly onFailure?: (error: unknown) => void
  readonly retryDelay?: number
}

/**
 * The read side of one node: the serving file, the subscription that feeds it and the feed of what
 * became visible. Queries are plain functions over `file`, which changes with every generation: take
 * it anew for each query.
 */
export class ReadModels {
  readonly crypto: Crypto
  private readonly options: ReadModelsOptions
  private readonly feed = new ChangeFeed()
  private serving: ReadModelFile
  private projector: Projector
  private subscription: Subscription | undefined
  private inHand: Promise<void> = Promise.resolve()
  private switching: Promise<void> = Promise.resolve()
  private entering: string | undefined
  private unwatch: (() => void) | undefined

  private constructor(options: ReadModelsOptions, serving: ReadModelFile) {
    this.options = options
    this.crypto = options.crypto
    this.serving = serving
    this.projector = new Projector(serving, options)
    this.feed.moveTo(serving.position)
  }

  /**
   * Opens the serving generation. One that is missing, damaged, of another schema or ahead of the log
   * is built anew first.
   */
  static async open(options: ReadModelsOptions, onProgress?: RebuildProgress): Promise<ReadModels> {
    const { generations, origin } = options
    const current = generations.current()
    const found = current === undefined ? undefined : ReadModelFile.open(current, origin)
    if (found !== undefined && (await isOfLog(found, options.store))) {
      // An erasure may have been cut short before its last step.
      found.truncateLog()
      generations.removeOthers()
      return new ReadModels(options, found)
    }
    found?.close()
    const { path } = await buildGeneration(generations, options, onProgress)
    generations.switchTo(path)
    generations.removeOthers()
    return new ReadModels(options, reopened(path, origin))
  }

  /** The serving file. */
  get file(): ReadModelFile {
    return this.serving
  }

  /** Position of the last event that queries see. */
  get position(): Position {
    return this.feed.position
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

  private follow(): void {
    const { store, onFailure, retryDelay = 1000 } = this.options
    const delay = (error: unknown): Observable<unknown> => {
      onFailure?.(error)
      return timer(retryDelay)
    }
    this.subscription ??= defer(() =>
      store.subscribe(this.serving.position, (page) => this.take(page)),
    )
      .pipe(retry({ delay }))
      .subscribe()
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
    const wasRunning = this.subscription !== undefined
    await this.pause()
    const next = reopened(path, this.options.origin)
    const projector = new Projector(next, this.options)
    await catchUp(next, projector, this.options.store, this.serving.position)
    const old = this.serving
    this.serving = next
    this.projector = projector
    this.options.generations.switchTo(path)
    this.feed.moveTo(next.position)
    old.close()
    this.options.generations.removeOthers()
    if (wasRunning) this.follow()
  }

  private async pause(): Promise<void> {
    this.subscription?.unsubscribe()
    this.subscription = undefined
    await this.inHand.catch(() => undefined)
  }

  private take(page: readonly StoredEvent[]): Promise<void> {
    this.inHand = this.project(page)
    return this.inHand
  }

  private async project(page: readonly StoredEvent[]): Promise<void> {
    const { prepared, erased } = await this.projector.apply(page)
    if (erased) this.serving.truncateLog()
    this.feed.announce(prepared)
  }
}

/** Whether the last event projected stands in the log where it stood: the log was not replaced or cut. */
async function isOfLog(file: ReadModelFile, store: EventStore): Promise<boolean> {
  const { position } = file
  const last = file.meta('last-event')
  if (last === undefined) return true
  return (await store.readAt(position))?.id === last
}

async function catchUp(
  file: ReadModelFile,
  projector: Projector,
  store: EventStore,
  target: Position,
): Promise<void> {
  while (file.position < target) {
    const page = await store.readAll(file.position, 500)
    if (page.length === 0) return
    const { erased } = await projector.apply(page)
    if (erased) file.truncateLog()
  }
}

function reopened(path: string, origin: string): ReadModelFile {
  const file = ReadModelFile.open(path, origin)
  if (file !== undefined) return file
  throw new ReadModelError('READ_MODEL_UNUSABLE', 'the read model just built cannot be opened')
}

/** The read side cannot serve. */
export class ReadModelError extends LedgerError<'READ_MODEL_UNUSABLE'> {}
