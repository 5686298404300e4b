import {
  BehaviorSubject,
  combineLatest,
  distinctUntilChanged,
  map,
  scan,
  startWith,
  type Observable,
} from 'rxjs'
import type { Interference } from '../event-store/interference.js'
import type { LedgerAlarm, SealingError } from '../sealing/sealing-error.js'

/** Streams cut or deleted that are named one by one. */
const MAX_NAMED = 20

export interface AlarmSources {
  readonly sealer$: Observable<LedgerAlarm | undefined>
  readonly stamper$: Observable<LedgerAlarm | undefined>
  readonly interference$: Observable<readonly Interference[]>
}

/** The alarms of all that watches over a ledger, gathered. */
export class StandingAlarms {
  private readonly raised = new BehaviorSubject<LedgerAlarm | undefined>(undefined)
  private readonly standing = new BehaviorSubject<readonly LedgerAlarm[]>([])

  constructor(
    { sealer$, stamper$, interference$ }: AlarmSources,
    private readonly now: () => string,
  ) {
    const none: readonly LedgerAlarm[] = []
    const interfered$ = interference$.pipe(
      scan((known, found) => this.threatsOf(found, known), none),
      startWith(none),
    )
    combineLatest([this.raised, interfered$, sealer$, stamper$])
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

  /** Raises what stands as long as the ledger is open. */
  raise({ code, message }: SealingError): void {
    this.raised.next({ code, message, since: this.now() })
  }

  stop(): void {
    this.standing.complete()
  }

  /** One for each, what is about the whole store first; what stood already keeps its time. */
  private threatsOf(
    found: readonly Interference[],
    known: readonly LedgerAlarm[],
  ): readonly LedgerAlarm[] {
    const threats = found.filter(({ isThreat }) => isThreat)
    const ordered = threats.toSorted(
      (a, b) => Number(b.stream === null) - Number(a.stream === null),
    )
    const messages = ordered.slice(0, MAX_NAMED).map(({ message }) => message)
    if (ordered.length > MAX_NAMED) messages.push(unnamed(ordered.length - MAX_NAMED))
    const standing = new Map(known.map(({ message, since }) => [message, since]))
    return messages.map((message) => {
      return { code: 'STORE_INTERFERED', message, since: standing.get(message) ?? this.now() }
    })
  }
}

/** Found again is no change. */
function keysOf(alarms: readonly LedgerAlarm[]): string {
  return JSON.stringify(alarms.map(({ code, message }) => [code, message]))
}

function unnamed(count: number): string {
  return (
    `as many streams more were cut or deleted: ${count}; the stream platform-store names each, ` +
    'see docs/runbooks/eventstoredb.md'
  )
}
