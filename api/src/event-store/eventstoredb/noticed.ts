import type { Interference } from '../interference.js'
import { PROBES } from './access.js'
import { isClosed, isOpened } from './default-acl.js'
import { isTombstone, type Recorded } from './stored-event.js'
import { hiddenBy, rightsIn } from './stream-limits.js'

const RUNBOOK = 'see docs/runbooks/eventstoredb.md'
/** Streams of the server's own that decide who may do what. */
const GOVERNING = /^[$](?:all|settings|users?(?:-.*)?)$/

/** What one of the server's own events says. */
export interface Noticed {
  /** Later events about the same stand for it. */
  readonly about: string
  readonly found: Found | undefined
}

export type Found = Omit<Interference, 'at'>

/** @param writer who alone may append; undefined: the server has no access control */
export function noticedIn(event: Recorded, writer: string | undefined): Noticed | undefined {
  const { streamId, data } = event
  const change = hidingIn(event)
  const hidden = change && hiddenFrom(change)
  if (change?.by === 'tombstone') return { about: `tombstone ${streamId}`, found: hidden }
  if (streamId === '$settings') {
    const isOpen = writer !== undefined && !isClosed(data, writer)
    const found = isOpen
      ? opened(null, 'the default rights', 'run `contremarque store prepare`')
      : harmless('access', 'the default rights were changed')
    return { about: streamId, found }
  }
  const stream = streamOfMetadata(event)
  if (stream === undefined) return undefined
  return { about: `metadata ${stream}`, found: hidden ?? rights(stream, data, writer) }
}

/** What becomes of a stream that is not the server's own. */
export interface Hiding {
  readonly stream: string
  /** Undefined: nothing of it is hidden from now on. */
  readonly by: 'deletion' | 'truncation' | 'tombstone' | undefined
}

/** Whether and how an event hides a stream, or shows it again. */
export function hidingIn(event: Recorded): Hiding | undefined {
  const { streamId, data } = event
  if (isTombstone(event) && !streamId.startsWith('$')) return { stream: streamId, by: 'tombstone' }
  const stream = streamOfMetadata(event)
  if (stream === undefined || stream.startsWith('$')) return undefined
  return { stream, by: hiddenBy(data) }
}

function hiddenFrom({ stream, by }: Hiding): Found | undefined {
  if (by === undefined) return undefined
  const [what, cure] = HOW[by]
  return threat(by === 'tombstone' ? 'deletion' : by, stream, what, cure)
}

function streamOfMetadata({ streamId, type }: Recorded): string | undefined {
  if (type !== '$metadata' || !streamId.startsWith('$$')) return undefined
  const stream = streamId.slice(2)
  return stream.startsWith(PROBES) ? undefined : stream
}

const UNDO = 'undo it before a scavenge runs'
/** What was done, and what to do. */
const HOW = {
  deletion: ['was deleted', UNDO],
  tombstone: ['was deleted for ever', 'nothing undoes it: see docs/runbooks/rollback.md'],
  truncation: ['was cut by its metadata ($tb, $maxCount, $maxAge)', UNDO],
} as const

function rights(stream: string, metadata: unknown, writer: string | undefined): Found | undefined {
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

export function threat(
  kind: Interference['kind'],
  stream: string,
  what: string,
  cure: string,
): Found {
  const message = `EventStoreDB: ${stream} ${what}; ${cure}, ${RUNBOOK}`
  return { kind, stream, isThreat: true, message }
}

export function harmless(kind: Interference['kind'], what: string): Found {
  return { kind, stream: null, isThreat: false, message: `EventStoreDB: ${what}; ${RUNBOOK}` }
}
