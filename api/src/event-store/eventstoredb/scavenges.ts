import { START, type Position } from '../event-store.js'
import type { Interference } from '../interference.js'
import { harmless, hidingIn, threat } from './noticed.js'
import { positionOf, type Recorded } from './stored-event.js'
import { membersOf } from './stream-limits.js'

/** Streams that are named one by one. */
const MAX_NAMED = 20
/** A node as the server names it, before anybody is told of it. */
const ENDPOINT = /^[\w.:[\]-]{1,100}$/

interface Scavenge {
  /** Position of what tells it. */
  readonly at: Position
  readonly node: string
  /** Those it may take. */
  readonly streams: Set<string>
}

/**
 * What is hidden while a scavenge runs may be gone for good, whatever is undone later. Each node has
 * scavenges of its own, one at a time, and goes on with one that was broken off, or that another node
 * began, by the metadata of that time: until it has ended with a stream it may take it still. Takes the
 * server's events in the order of its log, each once.
 */
export class Scavenges {
  private readonly hidden = new Set<string>()
  /** By node. */
  private readonly running = new Map<string, Scavenge>()
  /** Streams that were hidden while a scavenge ran, each with the nodes that have ended with it. */
  private readonly exposed = new Map<string, Set<string>>()
  /** Streams that a scavenge may have taken, each with the position that tells its end. */
  private readonly taken = new Map<string, Position>()
  private last: Scavenge | undefined
  private end: Position = START

  /** Where the log ends now: everything up to there is read after this. */
  opened(end: Position): void {
    this.end = end
  }

  /** @returns whether something may be told otherwise */
  take(event: Recorded): boolean {
    const hiding = hidingIn(event)
    if (hiding !== undefined) {
      this.hide(hiding.stream, hiding.by !== undefined)
      return this.mayHaveTaken(hiding.stream)
    }
    if (!event.streamId.startsWith('$scavenges-')) return false
    if (event.type === '$scavengeStarted') this.start(event)
    else if (event.type === '$scavengeCompleted') this.complete(event)
    else return false
    return true
  }

  /** Whether part of a stream may be gone, and nobody has read it again. */
  mayHaveTaken(stream: string): boolean {
    return this.untilRead(stream) !== undefined
  }

  /** What stands of scavenges, and of streams that are hidden no more. */
  found(): readonly Interference[] {
    const running = [...this.running.values()]
    const streams = new Set([...this.taken.keys(), ...running.flatMap((each) => [...each.streams])])
    return [
      ...running.map(begun),
      ...(this.last === undefined ? [] : [ended(this.last)]),
      ...[...streams].flatMap((stream) => this.shownAgain(stream)),
    ]
  }

  private hide(stream: string, isHidden: boolean): void {
    if (!isHidden) {
      this.hidden.delete(stream)
      return
    }
    this.hidden.add(stream)
    if (this.running.size > 0) this.exposed.set(stream, new Set())
    for (const { streams } of this.running.values()) streams.add(stream)
  }

  private start(event: Recorded): void {
    const scavenge = this.from(event)
    for (const stream of this.hidden) this.exposed.set(stream, new Set())
    this.running.set(scavenge.node, scavenge)
  }

  private complete(event: Recorded): void {
    const { at, node, streams } = this.from(event)
    const known = this.running.get(node)?.streams ?? []
    this.last = { at, node, streams: streams.union(new Set(known)) }
    this.running.delete(node)
    const isWhole = textIn(event, 'result') === 'Success'
    for (const stream of this.last.streams) {
      this.taken.set(stream, at)
      if (isWhole) this.exposed.get(stream)?.add(node)
    }
  }

  private from(event: Recorded): Scavenge {
    const node = textIn(event, 'nodeEndpoint') ?? 'a node'
    const open = [...this.exposed].filter(([, nodes]) => !nodes.has(node))
    const streams = new Set([...this.hidden, ...open.map(([stream]) => stream)])
    return { at: positionOf(event), node, streams }
  }

  private shownAgain(stream: string): readonly Interference[] {
    const at = this.untilRead(stream)
    if (at === undefined || this.hidden.has(stream)) return []
    const what =
      'was cut or deleted while a scavenge ran, and is no more: part of it may be gone for good'
    const cure = 'start each node again once the scavenge has ended, which reads everything'
    return [{ ...threat('scavenge', stream, what, cure), at }]
  }

  /** What tells the scavenge after which a stream has to be read again. */
  private untilRead(stream: string): Position | undefined {
    for (const { at, streams } of this.running.values()) if (streams.has(stream)) return at
    const at = this.taken.get(stream)
    return at !== undefined && at > this.end ? at : undefined
  }
}

function begun({ at, node, streams }: Scavenge): Interference {
  const what =
    `a scavenge began on ${node}: what is cut or deleted while it runs is gone for good ` +
    `(${named(streams)}). Once it has ended a start reads everything and names what is missing`
  return { ...harmless('scavenge', what), at, isUnderWay: true }
}

function ended({ at, node, streams }: Scavenge): Interference {
  const what =
    `a scavenge ended on ${node}: what was cut or deleted while it ran is gone for good ` +
    `(${named(streams)}). A start reads everything and names what is missing, so does \`contremarque verify\``
  return { ...harmless('scavenge', what), at }
}

function named(streams: ReadonlySet<string>): string {
  if (streams.size === 0) return 'no stream of ours so far'
  const more = streams.size > MAX_NAMED ? ` and ${streams.size - MAX_NAMED} more` : ''
  return [...streams].slice(0, MAX_NAMED).join(', ') + more
}

/** A member of an untrusted event's data, if it is a short word. */
function textIn({ data }: Recorded, member: string): string | undefined {
  const text = membersOf(data)[member]
  return typeof text === 'string' && ENDPOINT.test(text) ? text : undefined
}
