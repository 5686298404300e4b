import streams, {
  type DeleteReq,
  type DeleteResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js'
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js'
import type { AccessControl } from './access-control.js'
import type { EventLog, Expected } from './event-log.js'
import { wrongVersion } from './grpc-error.js'
import { nameOf } from './messages.js'

/** How the server names an expectation of anything. */
const ANY = -2

/** Soft deletion and the tombstone. */
export function deleteHandlers(log: EventLog, access: AccessControl) {
  return {
    delete: (
      { request, metadata }: ServerUnaryCall<DeleteReq, DeleteResp>,
      answer: sendUnaryData<DeleteResp>,
    ): void => {
      const { stream, expected } = asked(request)
      const refusal = access.refusal(metadata, '$d', stream)
      if (refusal !== undefined) {
        answer(refusal)
        return
      }
      const { wrong } = log.softDelete(stream, expected)
      if (wrong !== undefined) {
        answer(wrongVersion(stream, expected === 'any' ? ANY : Number(expected), wrong))
        return
      }
      const position = new streams.DeleteResp.Position()
      position.setCommitPosition('1')
      position.setPreparePosition('1')
      const response = new streams.DeleteResp()
      response.setPosition(position)
      answer(null, response)
    },
    tombstone: (
      { request, metadata }: ServerUnaryCall<TombstoneReq, TombstoneResp>,
      answer: sendUnaryData<TombstoneResp>,
    ): void => {
      const { stream, expected } = asked(request)
      const refusal = access.refusal(metadata, '$d', stream)
      if (refusal !== undefined) {
        answer(refusal)
        return
      }
      const { wrong } = log.tombstone(stream, expected)
      if (wrong !== undefined) {
        answer(wrongVersion(stream, Number(expected), wrong))
        return
      }
      const position = new streams.TombstoneResp.Position()
      position.setCommitPosition('1')
      position.setPreparePosition('1')
      const response = new streams.TombstoneResp()
      response.setPosition(position)
      answer(null, response)
    },
  }
}

function asked(request: DeleteReq | TombstoneReq): { stream: string; expected: Expected } {
  const options = request.getOptions()!
  const stream = nameOf(options.getStreamIdentifier())
  if (options.hasAny()) return { stream, expected: 'any' }
  if (options.hasStreamExists()) return { stream, expected: 'exists' }
  return { stream, expected: options.hasNoStream() ? -1 : Number(options.getRevision()) }
}
