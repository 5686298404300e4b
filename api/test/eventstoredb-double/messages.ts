import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams, {
  type AppendReq,
  type BatchAppendReq,
} from '@eventstore/db-client/generated/streams_pb.js'
import type { Logged, Written } from './event-log.js'

export type ReadReq = InstanceType<typeof streams.ReadReq>
export type ReadResp = InstanceType<typeof streams.ReadResp>

/** In a millisecond. */
const TICKS = 10_000
/** Of a tombstone: beyond what a number holds. */
const LAST_REVISION = '9223372036854775807'

export function toReadResponse(logged: Logged): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
  const id = new shared.UUID()
  id.setString(logged.id)
  recorded.setId(id)
  recorded.setStreamIdentifier(toIdentifier(logged.stream))
  recorded.setStreamRevision(revisionOf(logged))
  recorded.setPreparePosition(String(logged.position))
  recorded.setCommitPosition(String(logged.position))
  recorded.getMetadataMap().set('type', logged.type)
  recorded.getMetadataMap().set('content-type', logged.contentType)
  recorded.getMetadataMap().set('created', String(logged.created * TICKS))
  recorded.setCustomMetadata(logged.custom)
  recorded.setData(logged.data)
  const event = new streams.ReadResp.ReadEvent()
  event.setEvent(recorded)
  event.setCommitPosition(String(logged.position))
  const response = new streams.ReadResp()
  response.setEvent(event)
  return response
}

function revisionOf({ revision }: Logged): string {
  return Number.isSafeInteger(revision) ? String(revision) : LAST_REVISION
}

export function notFound(stream: string): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound()
  missing.setStreamIdentifier(toIdentifier(stream))
  const response = new streams.ReadResp()
  response.setStreamNotFound(missing)
  return response
}

export function confirmation(): ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation()
  confirmed.setSubscriptionId(crypto.randomUUID())
  const response = new streams.ReadResp()
  response.setConfirmation(confirmed)
  return response
}

export function toIdentifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier()
  identifier.setStreamName(Buffer.from(stream).toString('base64'))
  return identifier
}

export function nameOf(
  identifier: InstanceType<typeof shared.StreamIdentifier> | undefined,
): string {
  return Buffer.from(identifier!.getStreamName_asU8()).toString()
}

type Proposed = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage

export function toWritten(message: Proposed): Written {
  return {
    id: message.getId()!.getString(),
    type: message.getMetadataMap().get('type')!,
    contentType: message.getMetadataMap().get('content-type')!,
    data: message.getData_asU8(),
    custom: message.getCustomMetadata_asU8(),
  }
}
