import { BehaviorSubject, type Observable } from 'rxjs'
import type { Position } from '../event-store.js'
import type { Interference } from '../interference.js'
import { PROBES } from './access.js'
import { positionOf, type Recorded } from './stored-event.js'

/** `$tb` of a deleted stream, as JSON gives it: beyond the safe integers. */
const DELETED = 9_223_372_036_854_775_000
const RUNBOOK = 'see docs/runbooks/eventstoredb.md'

interface Noted {
  readonly position: Position
  readonly found: Interference | undefined
}

/**
 * Watches the server's own events, which pass by whoever reads the log: metadata that cuts a stream,
 * tombstones, scavenges, changed rights. What was undone is forgotten.
 */
export class Sentinel {
  private readonly noted = new Map<string, Noted>()
  private readonly current = new BehaviorSubject<readonly Interference[]>([])
  /** The first position known to be ours: rights set up before are nobody's interference. */
  private begin: Position | undefined

  /** What stands at the moment, again at every change. */
  get interference$(): Observable<readonly Interference[]> {
    return this.current.asObservable()
  }

  /** Takes the position of something of ours. */
  takeOurs(position: Position): void {
    if (this.begin === undefined || position < this.begin) this.begin = position
  }

  /** Takes an untrusted event that is not ours, in any order, as often as it is read. */
  take(event: Recorded): void {
    const about = aboutOf(event)
    if (about === undefined) return
    const position = positionOf(event)
    const noticed = about.found && { ...about.found, at: position }
    const known = this.noted.get(about.what)
    if (known !== undefined && known.position >= position) return
    const isSetUp = this.begin === undefined || position < this.begin
    const found = noticed?.isThreat === false && isSetUp ? undefined : noticed
    this.noted.set(about.what, { position, found })
    if (found === undefined && known?.found === undefined) return
    this.tell()
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

  private tell(): void {
    this.current.next([...this.noted.values()].flatMap((each) => each.found ?? []))
  }
}

interface About {
  /** Later events about the same stand for it. */
  readonly what: string
  readonly found: Found | undefined
}

type Found = Omit<Interference, 'at'>

function aboutOf(event: Recorded): About | undefined {
  const { streamId, type } = event
  if (type === '$streamDeleted' && !streamId.startsWith('$')) {
    return {
      what: `tombstone ${streamId}`,
      found: threat('deletion', streamId, 'was deleted for ever'),
    }
  }
  if (streamId === '$settings')
    return { what: streamId, found: harmless('access', 'the default rights were changed') }
  if (type === '$scavengeStarted') {
    return {
      what: '$scavenge',
      found: harmless(
        'scavenge',
        'a scavenge began: what was cut or deleted before it is gone for good',
      ),
    }
  }
  if (type !== '$metadata' || !streamId.startsWith('$$')) return undefined
  const stream = streamId.slice(2)
  if (stream.startsWith(PROBES)) return undefined
  return { what: `metadata ${stream}`, found: ofMetadata(stream, event.data) }
}

function ofMetadata(stream: string, metadata: unknown): Found | undefined {
  const { $tb, $maxCount, $maxAge, $acl } = (metadata ?? {}) as Readonly<Record<string, unknown>>
  if (stream.startsWith('$')) {
    return $acl === undefined
      ? undefined
      : harmless('access', `the rights on ${stream} were changed`)
  }
  if (Number($tb) >= DELETED) return threat('deletion', stream, 'was deleted')
  const isCut = [$tb, $maxCount, $maxAge].some((limit) => limit !== undefined)
  if (isCut)
    return threat('truncation', stream, 'was cut by its metadata ($tb, $maxCount, $maxAge)')
  return $acl === undefined ? undefined : harmless('access', `the rights on ${stream} were changed`)
}

function threat(kind: Interference['kind'], stream: string, what: string): Found {
  const message = `EventStoreDB: ${stream} ${what}; undo it before a scavenge runs, ${RUNBOOK}`
  return { kind, stream, isThreat: true, message }
}

function harmless(kind: Interference['kind'], what: string): Found {
  return { kind, stream: null, isThreat: false, message: `EventStoreDB: ${what}; ${RUNBOOK}` }
}
