import {
  bufferTime,
  concatMap,
  defer,
  filter,
  finalize,
  interval,
  map,
  merge,
  ReplaySubject,
  share,
  skip,
  startWith,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import type { Change, EntryChange } from '../projections/change.js'
import type { ReadModels } from '../projections/read-models.js'
import { visibleStream } from '../projections/viewer.js'
import { HttpProblem } from './http-problem.js'
import type { Reads } from './reads.js'
import type { LiveEvent } from './schemas/ledger.js'

const WINDOW = 200
const HEALTH_EVERY = 15_000
/** Connections of one session: each new entry is looked up for each of them. */
const MAX_FEEDS = 16

/**
 * What a console watches: of each of the person's streams the newest entry every 200 ms at most,
 * seals, stamps, and health: at once when an alarm is raised or ends, and every 15 s, which also tells
 * that the connection is alive.
 */
export class LiveFeed {
  /** Told to those, too, who come after: a feed may begin that was asked for before. */
  private readonly stopped = new ReplaySubject<void>(1)
  private readonly changes: Observable<readonly LiveEvent[]>
  private readonly open = new Map<string, number>()

  constructor(
    private readonly models: ReadModels,
    private readonly reads: Reads,
    private readonly sessions: Sessions,
    alarms$: Observable<unknown>,
  ) {
    const told = models.changes$.pipe(
      bufferTime(WINDOW),
      filter((changes) => changes.length > 0),
      map((changes) => this.summarise(changes)),
    )
    // What stands when a feed begins is in its first health.
    const changed = alarms$.pipe(skip(1))
    const health = merge(interval(HEALTH_EVERY), changed).pipe(map(() => [this.health()]))
    this.changes = merge(told, health).pipe(share())
  }

  /** Ends with the session, or with the server. @throws HttpProblem RATE_LIMITED */
  of(session: SessionRecord): Observable<LiveEvent> {
    if ((this.open.get(session.id) ?? 0) >= MAX_FEEDS) {
      throw new HttpProblem('RATE_LIMITED', `more than ${MAX_FEEDS} live feeds of one session`)
    }
    return defer(() => {
      this.count(session, 1)
      return this.changes.pipe(
        startWith([this.health()]),
        map((events) => events.filter((event) => this.isFor(session, event))),
        map((events) => events.map((event) => this.asTold(session, event))),
        filter((events) => events.length > 0),
        concatMap(async (events) => ({ events, isOpen: await this.sessions.isOpen(session) })),
        takeWhile(({ isOpen }) => isOpen),
        concatMap(({ events }) => events),
        takeUntil(this.stopped),
        finalize(() => this.count(session, -1)),
      )
    })
  }

  /** Ends every connection. */
  stop(): void {
    this.stopped.next()
    this.stopped.complete()
  }

  private count({ id }: SessionRecord, change: number): void {
    const count = (this.open.get(id) ?? 0) + change
    if (count === 0) this.open.delete(id)
    else this.open.set(id, count)
  }

  private isFor({ person }: SessionRecord, told: LiveEvent): boolean {
    if (told.event !== 'entry') return true
    const { stream } = told
    return this.models.read((file) => visibleStream(file, person.id, stream)) !== undefined
  }

  private asTold({ person }: SessionRecord, told: LiveEvent): LiveEvent {
    if (told.event !== 'health') return told
    const alarms = [...this.reads.alarmsFor(person, told.health.alarms)]
    return { ...told, health: { ...told.health, alarms } }
  }

  private summarise(changes: readonly Change[]): LiveEvent[] {
    const entries = new Map<string, EntryChange>()
    let sealed: LiveEvent | undefined
    let stamped: LiveEvent | undefined
    for (const change of changes) {
      if (change.kind === 'entry') entries.set(change.stream, change)
      else if (change.kind === 'sealed')
        sealed = { event: 'sealed', size: change.size, at: change.at }
      else stamped = { event: 'stamped', size: this.health().health.stamped, at: change.at }
    }
    const told = [...entries.values()].map(({ stream, id, revision, type }) => {
      return { event: 'entry' as const, stream, entry: id, revision, type }
    })
    return [...told, ...(sealed ? [sealed] : []), ...(stamped ? [stamped, this.health()] : [])]
  }

  private health() {
    const { origin, profile, tsas, alarms, ...health } = this.reads.ledgerHealth()
    return {
      event: 'health' as const,
      health: { origin, profile, ...health, tsas: [...tsas], alarms: [...alarms] },
    }
  }
}
