import { BehaviorSubject, type Observable } from 'rxjs'
import { START, type Position } from '../event-store.js'
import type { Interference } from '../interference.js'
import { noticedIn, type Found } from './noticed.js'
import { Scavenges } from './scavenges.js'
import { positionOf, type Recorded } from './stored-event.js'

const SCAVENGED =
  '. A scavenge ran meanwhile, part of it may be gone for good: once it is undone, start each node again, ' +
  'which reads everything'

/** A stretch of the log that was read, without a gap. */
export interface Passed {
  readonly after: Position
  readonly until: Position
  /** Where what is ours in it begins; undefined when nothing is. */
  readonly ours: Position | undefined
  /** What is not ours in it, untrusted, in the order of the log. */
  readonly others: readonly Recorded[]
}

interface Noted {
  readonly position: Position
  readonly found: Interference | undefined
}

/**
 * Watches the server's own events, which pass by whoever reads the log: metadata that cuts a stream,
 * tombstones, scavenges, changed rights. What was undone is forgotten, unless a scavenge ran meanwhile.
 */
export class Sentinel {
  private readonly noted = new Map<string, Noted>()
  private readonly scavenges = new Scavenges()
  private readonly current = new BehaviorSubject<readonly Interference[]>([])
  /** The first position known to be ours: rights set up before are nobody's interference. */
  private begin: Position | undefined
  /** How far the log is known from its start without a gap, by whomever it was read. */
  private through: Position = START

  /** @param writer who alone may append; undefined: the server has no access control, its rights say nothing */
  constructor(private readonly writer: string | undefined) {}

  /** What stands at the moment, again at every change. */
  get interference$(): Observable<readonly Interference[]> {
    return this.current.asObservable()
  }

  /** Where the log ends now: whoever reads it from its start reads everything up to there again. */
  opened(end: Position): void {
    this.scavenges.opened(end)
  }

  /** Takes the position of something of ours. */
  takeOurs(position: Position): void {
    const isFirst = this.begin === undefined
    if (this.begin === undefined || position < this.begin) this.begin = position
    if (isFirst && this.standing().length > 0) this.tell()
  }

  /** Takes it that up to a position nothing stands: of scavenges what comes behind it follows. */
  takeKnown(position: Position): void {
    if (position > this.through) this.through = position
  }

  /** Takes stretches in any order, as often as they are read; of scavenges only what follows without a gap. */
  take({ after, until, ours, others }: Passed): void {
    if (ours !== undefined) this.takeOurs(ours)
    const follows = (event: Recorded) => after <= this.through && positionOf(event) > this.through
    let isNews = false
    for (const event of others) {
      const isNoted = this.note(event)
      const isOfScavenges = follows(event) && this.scavenges.take(event)
      isNews ||= isNoted || isOfScavenges
    }
    if (after <= this.through && until > this.through) this.through = until
    // What came before the ledger counts as it stood when the ledger began.
    if (isNews && this.begin !== undefined) this.tell()
  }

  /** The log ends before a position that was read or acknowledged. Nothing undoes that while we run. */
  takePutBack(known: Position): void {
    if (this.noted.has('log')) return
    const message =
      'EventStoreDB: the log ends before what was acknowledged, an old copy stands in its place; ' +
      'see docs/runbooks/rollback.md'
    const found = { kind: 'rollback', stream: null, isThreat: true, at: known, message } as const
    this.noted.set('log', { position: known, found })
    this.tell()
  }

  /** @returns whether something is found, or no more */
  private note(event: Recorded): boolean {
    const noticed = noticedIn(event, this.writer)
    if (noticed === undefined) return false
    const position = positionOf(event)
    const known = this.noted.get(noticed.about)
    if (known !== undefined && known.position >= position) return false
    const found = this.isSetUp(noticed.found, position) ? undefined : noticed.found
    this.noted.set(noticed.about, { position, found: found && { ...found, at: position } })
    return found !== undefined || known?.found !== undefined
  }

  private isSetUp(found: Found | undefined, position: Position): boolean {
    return found?.isThreat === false && (this.begin === undefined || position < this.begin)
  }

  private tell(): void {
    this.current.next(this.standing())
  }

  private standing(): readonly Interference[] {
    const noted = [...this.noted.values()].flatMap(({ found }) => found ?? [])
    const { begin } = this
    const scavenged = this.scavenges.found().filter(({ at }) => begin !== undefined && at > begin)
    return [...noted.map((found) => this.withScavenge(found)), ...scavenged]
  }

  private withScavenge(found: Interference): Interference {
    const { kind, stream, message } = found
    const isHidden = (kind === 'deletion' || kind === 'truncation') && stream !== null
    const isTaken = isHidden && this.scavenges.mayHaveTaken(stream)
    return isTaken ? { ...found, message: message + SCAVENGED } : found
  }
}
