import { LedgerError } from '../errors.ts'
import { entryStreamForm, originForm } from '../shape/forms.ts'
import { ENVELOPE_VERSION, ROLES } from './envelope.ts'
import type { Envelope, JsonValue } from './envelope.ts'
import {
  array,
  digest,
  digestOrNull,
  integer,
  object,
  oneOf,
  refuse,
  text,
  uuid,
  uuidOrNull,
} from './envelope-members.ts'
import type { Members } from './envelope-members.ts'
import { isInstant, isRfc3339 } from '../shape/instant.ts'

export const MAX_DOCUMENTS = 64
export const MAX_COMMITMENTS = 256

const members = [
  'actor',
  'anchor',
  'authentication',
  'causation',
  'clock',
  'commitments',
  'correlation',
  'data',
  'documents',
  'occurredAt',
  'origin',
  'previous',
  'recordedAt',
  'request',
  'revision',
  'stream',
  'type',
  'typeVersion',
  'v',
] as const

const typeForm = /^[A-Z][A-Za-z0-9]{0,63}$/
const fieldForm = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/
const mediaTypeForm = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/
const roles: ReadonlySet<string> = new Set(ROLES)
const methods: ReadonlySet<string> = new Set([
  'certificate',
  'oidc',
  'development',
  'platform',
  'foreign',
])
const validities: ReadonlySet<string> = new Set(['good', 'revoked', 'unknown', 'not-applicable'])
const bases: ReadonlySet<string> = new Set(['observed', 'declared', 'imported'])

/**
 * The closed shape of version 1 (docs/spec/entry.md), all but what `data` holds per type. Expects
 * what parseCanonical gives, members in canonical order.
 * @throws LedgerError ENVELOPE_VERSION_UNKNOWN; ENVELOPE_MALFORMED with `details.member`
 */
export function validateEnvelope(value: JsonValue): Envelope {
  const v = (value as { v?: JsonValue } | null)?.v
  if (typeof v === 'string' && v !== ENVELOPE_VERSION) {
    throw new LedgerError('ENVELOPE_VERSION_UNKNOWN', `expected ${ENVELOPE_VERSION}`)
  }
  const envelope = object(value, members, 'envelope')
  if (v !== ENVELOPE_VERSION) refuse('v')
  text(envelope['origin'], originForm, 'origin')
  text(envelope['stream'], entryStreamForm, 'stream')
  text(envelope['type'], typeForm, 'type')
  integer(envelope['typeVersion'], 1, 'typeVersion')
  validatePlace(envelope)
  validateActor(envelope)
  validateTimes(envelope)
  validateReferences(envelope)
  const data = envelope['data']
  if (typeof data !== 'object' || data === null || Array.isArray(data)) refuse('data')
  return value as unknown as Envelope
}

function validatePlace(envelope: Members): void {
  const revision = integer(envelope['revision'], 0, 'revision')
  const previous = digestOrNull(envelope['previous'], 'previous')
  if ((revision === 0) !== (previous === null)) refuse('previous')
  uuidOrNull(envelope['correlation'], 'correlation')
  digestOrNull(envelope['causation'], 'causation')
  if (envelope['request'] !== null) {
    const request = object(envelope['request'], ['body', 'key'], 'request')
    digest(request['body'], 'request.body')
    digest(request['key'], 'request.key')
  }
  if (envelope['anchor'] !== null) {
    const anchor = object(envelope['anchor'], ['root', 'size', 'token'], 'anchor')
    digest(anchor['root'], 'anchor.root')
    integer(anchor['size'], 1, 'anchor.size')
    digest(anchor['token'], 'anchor.token')
  }
}

function validateActor(envelope: Members): void {
  const actor = object(envelope['actor'], ['id', 'role'], 'actor')
  uuid(actor['id'], 'actor.id')
  oneOf(actor['role'], roles, 'actor.role')
  const names = ['checkedAt', 'method', 'validity']
  const authentication = object(envelope['authentication'], names, 'authentication')
  const checkedAt = authentication['checkedAt']
  if (checkedAt !== null && !isInstant(checkedAt)) refuse('authentication.checkedAt')
  oneOf(authentication['method'], methods, 'authentication.method')
  oneOf(authentication['validity'], validities, 'authentication.validity')
}

function validateTimes(envelope: Members): void {
  if (!isInstant(envelope['recordedAt'])) refuse('recordedAt')
  const occurredAt = object(envelope['occurredAt'], ['at', 'basis'], 'occurredAt')
  if (!isRfc3339(occurredAt['at'])) refuse('occurredAt.at')
  oneOf(occurredAt['basis'], bases, 'occurredAt.basis')
  const state = (envelope['clock'] as Members | null)?.['state']
  if (state === 'measured') {
    const clock = object(envelope['clock'], ['age', 'offset', 'state'], 'clock')
    integer(clock['age'], 0, 'clock.age')
    integer(clock['offset'], Number.MIN_SAFE_INTEGER, 'clock.offset')
  } else {
    object(envelope['clock'], ['state'], 'clock')
    if (state !== 'unknown' && state !== 'simulated') refuse('clock.state')
  }
}

function validateReferences(envelope: Members): void {
  const names = ['id', 'mediaType', 'sha256', 'size']
  for (const item of array(envelope['documents'], MAX_DOCUMENTS, 'documents')) {
    const document = object(item, names, 'documents')
    uuid(document['id'], 'documents.id')
    text(document['mediaType'], mediaTypeForm, 'documents.mediaType')
    digest(document['sha256'], 'documents.sha256')
    integer(document['size'], 0, 'documents.size')
  }
  let last = ''
  for (const item of array(envelope['commitments'], MAX_COMMITMENTS, 'commitments')) {
    const commitment = object(item, ['digest', 'field'], 'commitments')
    const field = text(commitment['field'], fieldForm, 'commitments.field')
    if (field <= last) refuse('commitments.field')
    digest(commitment['digest'], 'commitments.digest')
    last = field
  }
}
