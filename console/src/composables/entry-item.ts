import type { TimelineItem } from '../api/types.ts'
import type { EntryView } from './use-ledger.ts'

/**
 * What the entry's envelope says, as the timeline tells it; names come from the case, whose reader
 * sees them there. Titles of documents stand in the timeline only.
 */
export function entryItem({ proof, expertise }: EntryView): TimelineItem {
  const envelope = proof.envelope as Pick<
    TimelineItem,
    | 'stream'
    | 'revision'
    | 'type'
    | 'typeVersion'
    | 'occurredAt'
    | 'recordedAt'
    | 'data'
    | 'documents'
  > & { readonly actor: Pick<TimelineItem['actor'], 'id' | 'role'> }
  const names = Object.fromEntries((expertise?.parties ?? []).map(({ id, name }) => [id, name]))
  const { stream, revision, type, typeVersion, occurredAt, recordedAt, data, documents, actor } =
    envelope
  return {
    id: proof.id,
    hash: proof.hash,
    stream,
    revision,
    type,
    typeVersion,
    actor: { id: actor.id, role: actor.role, name: names[actor.id] ?? null },
    occurredAt,
    recordedAt,
    data,
    personal: {},
    names,
    documents,
    state: proof.state,
    notBefore: proof.notBefore,
    notAfter: proof.notAfter,
  }
}
