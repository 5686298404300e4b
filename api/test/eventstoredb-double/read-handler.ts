import streams from '@eventstore/db-client/generated/streams_pb.js'
import { status, type ServerWritableStream } from '@grpc/grpc-js'
import type { EventLog, Logged } from './event-log.js'
import type { ReadCall, ReadFault } from './faults.js'
import { grpcError, notLeader, streamDeleted } from './grpc-error.js'
import {
  confirmation,
  nameOf,
  notFound,
  toReadResponse,
  type ReadReq,
  type ReadResp,
} from './messages.js'
import { leaderInstead, type Node, type Standing } from './standing.js'

type Call = ServerWritableStream<ReadReq, ReadResp>
const { BACKWARDS } = streams.ReadReq.Options.ReadDirection
type Options = NonNullable<ReturnType<ReadReq['getOptions']>>

export function readHandler({ log, faults, standing, access }: Node) {
  return (call: Call): void => {
    call.on('error', () => undefined)
    const options = call.request.getOptions()!
    const leader = leaderInstead(call.metadata, standing)
    if (leader !== undefined) {
      call.emit('error', notLeader(leader))
      standing.onRefused?.()
      return
    }
    const refusal = access.refusal(call.metadata, '$r', streamOf(options))
    if (refusal !== undefined) return void call.emit('error', refusal)
    const kind = kindOf(options)
    const fault = faults.takeRead(kind)
    if (kind === 'subscription') subscribe(call, options, log, fault)
    else answer(call, options, log, standing, fault)
  }
}

function streamOf(options: Options): string {
  const stream = options.getStream()
  return stream === undefined ? '$all' : nameOf(stream.getStreamIdentifier())
}

function kindOf(options: Options): ReadCall {
  if (options.hasSubscription()) return 'subscription'
  const stream = options.getStream()
  if (stream !== undefined) {
    return nameOf(stream.getStreamIdentifier()).startsWith('$$') ? 'metadata' : 'stream'
  }
  return options.getReadDirection() === BACKWARDS ? 'end' : 'log'
}

function answer(
  call: Call,
  options: Options,
  log: EventLog,
  standing: Standing,
  fault: ReadFault | undefined,
): void {
  const count = Number(options.getCount())
  if (fault?.kind === 'hung') return
  if (fault?.kind === 'error') return void call.emit('error', fault.error)
  if (count === 0) return void call.emit('error', grpcError(status.UNKNOWN, 'maxCount'))
  if (isNoPosition(options, log)) {
    call.emit('error', grpcError(status.UNKNOWN, 'Unexpected ReadAllResult: Error'))
    return
  }
  const stream = options.getStream()
  const name = stream && nameOf(stream.getStreamIdentifier())
  const found = name === undefined ? log.readAll() : log.read(name)
  if (found === 'deleted') return void call.emit('error', streamDeleted(name!))
  if (found === undefined) {
    call.write(notFound(name!))
    call.end()
    return
  }
  const phantoms = standing.phantoms.filter((event) => name === undefined || event.stream === name)
  const events = select([...found, ...phantoms], options).slice(0, count)
  send(call, events, fault)
}

function send(call: Call, events: readonly Logged[], fault: ReadFault | undefined): void {
  for (const [i, event] of events.entries()) {
    if (fault?.kind === 'broken' && i === fault.after) return void call.emit('error', fault.error)
    call.write(toReadResponse(event))
    if (fault?.kind === 'doubled') call.write(toReadResponse(event))
  }
  call.end()
}

/** Whether a position lies inside an event or behind the log: the server fails on it. */
function isNoPosition(options: Options, log: EventLog): boolean {
  const place = options.getAll()?.getPosition()
  if (place === undefined) return false
  const position = BigInt(place.getCommitPosition())
  return log.all.every((event) => event.position !== position)
}

/** Inclusive where it begins, but for `$all` backwards: exclusive. */
function select(events: readonly Logged[], options: Options): readonly Logged[] {
  const isForwards = options.getReadDirection() !== BACKWARDS
  const stream = options.getStream()
  const all = options.getAll()
  const place = stream?.hasRevision()
    ? Number(stream.getRevision())
    : all?.hasPosition()
      ? BigInt(all.getPosition()!.getCommitPosition())
      : undefined
  const of = ({ revision, position }: Logged) => (typeof place === 'bigint' ? position : revision)
  const chosen = events.filter((event) => {
    if (place === undefined) return true
    if (isForwards) return of(event) >= place
    return typeof place === 'bigint' ? of(event) < place : of(event) <= place
  })
  return isForwards ? chosen : chosen.toReversed()
}

/** Catch-up, then live; what it begins after is not sent again. */
function subscribe(
  call: Call,
  options: Options,
  log: EventLog,
  fault: ReadFault | undefined,
): void {
  if (fault?.kind === 'hung') return
  if (fault?.kind === 'error') return void call.emit('error', fault.error)
  const stream = options.getStream()
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList()
  const name = stream && nameOf(stream.getStreamIdentifier())
  const after = stream?.hasRevision() ? Number(stream.getRevision()) : -1
  const isWanted = (event: Logged): boolean =>
    name === undefined
      ? (prefixes ?? ['']).some((prefix) => event.stream.startsWith(prefix))
      : event.stream === name && event.revision > after
  let seen = 0
  let sent = 0
  const push = (): void => {
    for (const event of log.all.slice(seen).filter(isWanted)) {
      if (fault?.kind === 'broken' && sent === fault.after) {
        unwatch()
        return void call.emit('error', fault.error)
      }
      call.write(toReadResponse(event))
      if (fault?.kind === 'doubled') call.write(toReadResponse(event))
      sent++
    }
    seen = log.all.length
  }
  call.write(confirmation())
  const unwatch = log.watch(push)
  call.on('cancelled', unwatch)
  push()
}
