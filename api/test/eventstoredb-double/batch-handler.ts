import shared from '@eventstore/db-client/generated/shared_pb.js'
import statuses from '@eventstore/db-client/generated/status_pb.js'
import streams, {
  type BatchAppendReq,
  type BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import anys from 'google-protobuf/google/protobuf/any_pb.js'
import empties from 'google-protobuf/google/protobuf/empty_pb.js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { Appended, EventLog, Expected, Written } from './event-log.js'
import type { Faults } from './faults.js'
import { nameOf, toWritten } from './messages.js'

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

interface Batch {
  readonly options: BatchAppendReq.Options
  readonly events: Written[]
}

/** The client's other append path: many appends on one stream, told apart by a correlation id. */
export function batchHandler(log: EventLog, faults: Faults) {
  return (call: Call): void => {
    const batches = new Map<string, Batch>()
    call.on('error', () => undefined)
    call.on('end', () => call.end())
    call.on('data', (request: BatchAppendReq) => {
      const correlation = request.getCorrelationId()!.getString()
      const batch = batches.get(correlation) ?? { options: request.getOptions()!, events: [] }
      batches.set(correlation, batch)
      batch.events.push(...request.getProposedMessagesList().map(toWritten))
      if (!request.getIsFinal()) return
      faults.takeAppend('batch append')
      batches.delete(correlation)
      const stream = nameOf(batch.options.getStreamIdentifier())
      const expected = expectedOf(batch.options)
      const response = respond(expected, log.append(stream, expected, batch.events))
      response.setCorrelationId(request.getCorrelationId())
      response.setStreamIdentifier(batch.options.getStreamIdentifier())
      call.write(response)
    })
  }
}

function respond(expected: Expected, outcome: Appended): BatchAppendResp {
  const response = new streams.BatchAppendResp()
  if ('deleted' in outcome) {
    response.setError(failure('StreamDeleted', new shared.StreamDeleted().serializeBinary()))
  } else if ('tooLarge' in outcome) {
    const size = new shared.MaximumAppendSizeExceeded()
    size.setMaxappendsize(1_048_576)
    response.setError(failure('MaximumAppendSizeExceeded', size.serializeBinary()))
  } else if ('wrong' in outcome) {
    const version = wrongVersion(expected, outcome.wrong.current)
    response.setError(failure('WrongExpectedVersion', version))
  } else {
    const position = new shared.AllStreamPosition()
    position.setCommitPosition(String(outcome.position))
    position.setPreparePosition(String(outcome.position))
    const success = new streams.BatchAppendResp.Success()
    success.setCurrentRevision(String(outcome.revision))
    success.setPosition(position)
    response.setSuccess(success)
  }
  return response
}

function failure(name: string, details: Uint8Array): InstanceType<typeof statuses.Status> {
  const any = new anys.Any()
  any.pack(details, `event_store.client.${name}`)
  const status = new statuses.Status()
  status.setMessage(name)
  status.setDetails(any)
  return status
}

function wrongVersion(expected: Expected, current: number): Uint8Array {
  const version = new shared.WrongExpectedVersion()
  const empty = new empties.Empty()
  if (current >= 0) version.setCurrentStreamRevision(String(current))
  else version.setCurrentNoStream(empty)
  if (expected === 'any') version.setExpectedAny(empty)
  else if (expected === 'exists') version.setExpectedStreamExists(empty)
  else if (expected < 0) version.setExpectedNoStream(empty)
  else version.setExpectedStreamPosition(String(expected))
  return version.serializeBinary()
}

function expectedOf(options: BatchAppendReq.Options): Expected {
  if (options.hasAny()) return 'any'
  if (options.hasStreamExists()) return 'exists'
  return options.hasNoStream() ? -1 : Number(options.getStreamPosition())
}
