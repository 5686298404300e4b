import {
  BehaviorSubject,
  combineLatest,
  distinctUntilChanged,
  map,
  scan,
  startWith,
  type Observable,
} from 'rxjs'
import type { Position } from '../event-store/event-store.js'
import type { Interference } from '../event-store/interference.js'
import type { LedgerAlarm, SealingError } from '../sealing/sealing-error.js'

/** Streams cut or deleted that are named one by one. */
const MAX_NAMED = 20

export interface AlarmSources {
  readonly sealer$: Observable<LedgerAlarm | undefined>
  readonly stamper$: Observable<LedgerAlarm | undefined>
  readonly unproved$: Observable<readonly LedgerAlarm[]>
  readonly interference$: Observable<readonly Interference[]>
  /** Where the store ended when it was opened; everything up to there is read at the start. */
  readonly opened: Position
}

/** The alarms of all that watches over a ledger, gathered. */
export class StandingAlarms {
  private readonly raised = new BehaviorSubject<readonly LedgerAlarm[]>([])
  private readonly standing = new BehaviorSubject<readonly LedgerAlarm[]>([])

  constructor(
    { sealer$, stamper$, unproved$, interference$, opened }: AlarmSources,
    private readonly now: () => string,
  ) {
    const none: readonly LedgerAlarm[] = []
    const interfered$ = interference$.pipe(
      scan((known, found) => this.alarmsOf(found, known, opened), none),
      startWith(none),
    )
    combineLatest([this.raised, interfered$, sealer$, stamper$, unproved$])
      .pipe(
        map((sources) => sources.flat().filter((alarm) => alarm !== undefined)),
        distinctUntilChanged((before, now) => keysOf(before) === keysOf(now)),
      )
      .subscribe(this.standing)
  }

  get current(): readonly LedgerAlarm[] {
    return this.standing.value
  }

  /** What stands, again at every change. */
  get current$(): Observable<readonly LedgerAlarm[]> {
    return this.standing.asObservable()
  }

  /** Raises what stands as long as the ledger is open; one of a code, the first. */
  raise({ code, message }: SealingError): void {
    const raised = this.raised.value
    if (raised.some((alarm) => alarm.code === code)) return
    this.raised.next([...raised, { code, message, since: this.now() }])
  }

  stop(): void {
    this.standing.complete()
  }

  /**
   * One for each threat, what is about the whole store first, and one for a scavenge that goes on, or that no
   * start has read everything after; what stood already keeps its time.
   */
  private alarmsOf(
    found: readonly Interference[],
    known: readonly LedgerAlarm[],
    opened: Position,
  ): readonly LedgerAlarm[] {
    const isNew = ({ kind, isThreat, at, isUnderWay }: Interference) =>
      kind === 'scavenge' && !isThreat && (isUnderWay === true || at > opened)
    const told = [
      ...threatsIn(found).map((message) => ({ code: 'STORE_INTERFERED', message }) as const),
      ...found.filter(isNew).map(({ message }) => ({ code: 'STORE_SCAVENGED', message }) as const),
    ]
    const standing = new Map(known.map(({ message, since }) => [message, since]))
    return told.map((alarm) => ({ ...alarm, since: standing.get(alarm.message) ?? this.now() }))
  }
}

function threatsIn(found: readonly Interference[]): readonly string[] {
  const threats = found.filter(({ isThreat }) => isThreat)
  const ordered = threats.toSorted((a, b) => Number(b.stream === null) - Number(a.stream === null))
  const messages = ordered.slice(0, MAX_NAMED).map(({ message }) => message)
  if (ordered.length > MAX_NAMED) messages.push(unnamed(ordered.length - MAX_NAMED))
  return messages
}

/** Found again is no change. */
function keysOf(alarms: readonly LedgerAlarm[]): string {
  return JSON.stringify(alarms.map(({ code, message }) => [code, message]))
}

function unnamed(count: number): string {
  return (
    `as many streams more were cut, deleted or opened: ${count}; the stream platform-store names each, ` +
    'see docs/runbooks/eventstoredb.md'
  )
}
