import { BehaviorSubject, type Observable } from 'rxjs'
import type { Position } from '../event-store.js'
import type { Interference } from '../interference.js'
import { PROBES } from './access.js'
import { isClosed, isOpened } from './default-acl.js'
import { isTombstone, positionOf, type Recorded } from './stored-event.js'
import { hiddenBy, rightsIn } from './stream-limits.js'

const RUNBOOK = 'see docs/runbooks/eventstoredb.md'
/** Streams of the server's own that decide who may do what. */
const GOVERNING = /^[$](?:all|settings|users?(?:-.*)?)$/

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

  /** @param writer who alone may append; undefined: the server has no access control, its rights say nothing */
  constructor(private readonly writer: string | undefined) {}

  /** What stands at the moment, again at every change. */
  get interference$(): Observable<readonly Interference[]> {
    return this.current.asObservable()
  }

  /** Takes the position of something of ours. */
  takeOurs(position: Position): void {
    const isFirst = this.begin === undefined
    if (this.begin === undefined || position < this.begin) this.begin = position
    if (isFirst && [...this.noted.values()].some(({ found }) => found !== undefined)) this.tell()
  }

  /** Takes an untrusted event that is not ours, in any order, as often as it is read. */
  take(event: Recorded): void {
    const about = aboutOf(event, this.writer)
    if (about === undefined) return
    const position = positionOf(event)
    const noticed = about.found && { ...about.found, at: position }
    const known = this.noted.get(about.what)
    if (known !== undefined && known.position >= position) return
    const isSetUp = this.begin === undefined || position < this.begin
    const found = noticed?.isThreat === false && isSetUp ? undefined : noticed
    this.noted.set(about.what, { position, found })
    if (found === undefined && known?.found === undefined) return
    // What came before the ledger counts as it stood when the ledger began.
    if (this.begin !== undefined) this.tell()
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

const SCAVENGE = harmless(
  'scavenge',
  'a scavenge began: what was cut or deleted before it is gone for good. A start reads everything ' +
    'and names what is missing, so does `contremarque verify`',
)

function aboutOf(event: Recorded, writer: string | undefined): About | undefined {
  const { streamId, type, data } = event
  if (isTombstone(event) && !streamId.startsWith('$')) {
    return {
      what: `tombstone ${streamId}`,
      found: threat('deletion', streamId, 'was deleted for ever'),
    }
  }
  if (streamId === '$settings') {
    const isOpen = writer !== undefined && !isClosed(data, writer)
    const found = isOpen
      ? opened(null, 'the default rights', 'run `contremarque store prepare`')
      : harmless('access', 'the default rights were changed')
    return { what: streamId, found }
  }
  if (type === '$scavengeStarted') return { what: '$scavenge', found: SCAVENGE }
  if (type !== '$metadata' || !streamId.startsWith('$$')) return undefined
  const stream = streamId.slice(2)
  if (stream.startsWith(PROBES)) return undefined
  return { what: `metadata ${stream}`, found: ofMetadata(stream, data, writer) }
}

function ofMetadata(
  stream: string,
  metadata: unknown,
  writer: string | undefined,
): Found | undefined {
  const hidden = stream.startsWith('$') ? undefined : hiddenBy(metadata)
  if (hidden === 'deletion') return threat(hidden, stream, 'was deleted')
  if (hidden !== undefined) {
    return threat(hidden, stream, 'was cut by its metadata ($tb, $maxCount, $maxAge)')
  }
  const $acl = rightsIn(metadata)
  if ($acl === undefined || $acl === null) return undefined
  const isGoverned = !stream.startsWith('$') || GOVERNING.test(stream)
  if (writer !== undefined && isGoverned && isOpened(stream, $acl, writer)) {
    return opened(stream, `the rights on ${stream}`, 'take them away (metadata without `$acl`)')
  }
  return harmless('access', `the rights on ${stream} were changed`)
}

/** Rights that were closed. */
function opened(stream: string | null, what: string, cure: string): Found {
  const message =
    `EventStoreDB: ${what} let others than the writer append, delete or write metadata; ` +
    `an administrator must ${cure}, ${RUNBOOK}`
  return { kind: 'access', stream, isThreat: true, message }
}

function threat(kind: Interference['kind'], stream: string, what: string): Found {
  const message = `EventStoreDB: ${stream} ${what}; undo it before a scavenge runs, ${RUNBOOK}`
  return { kind, stream, isThreat: true, message }
}

function harmless(kind: Interference['kind'], what: string): Found {
  return { kind, stream: null, isThreat: false, message: `EventStoreDB: ${what}; ${RUNBOOK}` }
}
