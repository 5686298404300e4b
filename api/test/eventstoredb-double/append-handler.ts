import streams, {
  type AppendReq,
  type AppendResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js'
import type { Appended, Expected, Written } from './event-log.js'
import { notLeader, streamDeleted, tooLarge } from './grpc-error.js'
import { nameOf, toWritten } from './messages.js'
import { leaderInstead, type Node } from './standing.js'

type Call = ServerReadableStream<AppendReq, AppendResp>

/** The client's unary append: a header, then each event. A node that does not lead passes it on, unless the leader is asked for. */
export function appendHandler({ log, faults, standing, access }: Node) {
  return (call: Call, answer: sendUnaryData<AppendResp>): void => {
    let options: AppendReq.Options | undefined
    const events: Written[] = []
    call.on('data', (request: AppendReq) => {
      options ??= request.getOptions()
      const message = request.getProposedMessage()
      if (message !== undefined) events.push(toWritten(message))
    })
    call.on('error', () => undefined)
    call.on('end', () => {
      const leader = leaderInstead(call.metadata, standing)
      if (leader !== undefined) {
        answer(notLeader(leader))
        return
      }
      const stream = nameOf(options!.getStreamIdentifier())
      const refusal = access.refusal(call.metadata, '$w', stream)
      if (refusal !== undefined) {
        answer(refusal)
        return
      }
      const expected = expectedOf(options!)
      const store = (): Appended => log.append(stream, expected, events)
      const fault = faults.takeAppend(stream.startsWith('$$') ? 'set metadata' : 'append')
      switch (fault?.kind) {
        case undefined:
          respond(stream, expected, store(), answer)
          return
        case 'stored-but-error':
          store()
          answer(fault.error)
          return
        case 'not-stored':
          answer(fault.error)
          return
        case 'late':
          void fault.land.then(store)
          return
        case 'hung':
      }
    })
  }
}

function respond(
  stream: string,
  expected: Expected,
  outcome: Appended,
  answer: sendUnaryData<AppendResp>,
): void {
  if ('deleted' in outcome) answer(streamDeleted(stream))
  else if ('tooLarge' in outcome) answer(tooLarge())
  else answer(null, 'wrong' in outcome ? wrong(expected, outcome.wrong.current) : success(outcome))
}

function success({ revision, position }: { revision: number; position: bigint }): AppendResp {
  const place = new streams.AppendResp.Position()
  place.setCommitPosition(String(position))
  place.setPreparePosition(String(position))
  const done = new streams.AppendResp.Success()
  done.setCurrentRevision(String(revision))
  done.setPosition(place)
  const response = new streams.AppendResp()
  response.setSuccess(done)
  return response
}

function wrong(expected: Expected, current: number): AppendResp {
  const version = new streams.AppendResp.WrongExpectedVersion()
  if (current >= 0) version.setCurrentRevision(String(current))
  else version.setCurrentNoStream(new shared.Empty())
  if (expected === 'any') version.setExpectedAny(new shared.Empty())
  else if (expected === 'exists') version.setExpectedStreamExists(new shared.Empty())
  else if (expected < 0) version.setExpectedNoStream(new shared.Empty())
  else version.setExpectedRevision(String(expected))
  const response = new streams.AppendResp()
  response.setWrongExpectedVersion(version)
  return response
}

function expectedOf(options: AppendReq.Options): Expected {
  if (options.hasAny()) return 'any'
  if (options.hasStreamExists()) return 'exists'
  return options.hasNoStream() ? -1 : Number(options.getRevision())
}
