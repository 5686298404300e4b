import { exampleEnvelope } from '../../test/entry-fixture.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonValue } from './envelope.ts'
import { canonicalize, parseCanonical } from './jcs.ts'
import { validateEnvelope } from './validate-envelope.ts'

const validate = (value: unknown): unknown =>
  validateEnvelope(parseCanonical(encodeUtf8(canonicalize(value as JsonValue))))
const changed = (changes: object): unknown => validate({ ...exampleEnvelope(), ...changes })
const example = exampleEnvelope()
const digest = 'cd'.repeat(32)
const uuid = 'FFFFFFFF-0000-4000-8000-000000000000'

test('the example and its empty forms are valid', () => {
  expect(validate(example)).toEqual(example)
  const empty = {
    revision: 0,
    previous: null,
    request: null,
    documents: [],
    commitments: [],
    data: {},
    anchor: null,
    correlation: null,
    causation: null,
    clock: { state: 'unknown' },
  }
  expect(() => changed(empty)).not.toThrow()
  expect(() => changed({ clock: { state: 'simulated' } })).not.toThrow()
  expect(() => changed({ stream: 'platform-keys' })).not.toThrow()
  expect(() =>
    changed({ occurredAt: { at: '2011-10-11T13:45:40.276000+02:00', basis: 'imported' } }),
  ).not.toThrow()
})

test.each(Object.keys(example))('E-11 %s may not be missing', (name) => {
  const rest = Object.fromEntries(Object.entries(example).filter(([key]) => key !== name))
  expect(() => validate(rest)).toThrow(expect.objectContaining({ code: 'ENVELOPE_MALFORMED' }))
})

test.each([null, 1, 'x', [], [example]])('%j is no envelope', (value) => {
  expect(() => validate(value)).toThrow(expect.objectContaining({ code: 'ENVELOPE_MALFORMED' }))
})

test('another version has its own code', () => {
  expect(() => changed({ v: 'contremarque/entry/2' })).toThrow(
    expect.objectContaining({ code: 'ENVELOPE_VERSION_UNKNOWN' }),
  )
})

test.each<[string, string, object]>([
  ['a further member', 'envelope', { zz: 1 }],
  ['v as a number', 'v', { v: 1 }],
  ['an origin without random bits', 'origin', { origin: 'development.invalid/demo' }],
  ['an origin in capitals', 'origin', { origin: example.origin.toUpperCase() }],
  ['a stream of another category', 'stream', { stream: `sealing-${example.actor.id}` }],
  ['a stream with an upper-case uuid', 'stream', { stream: `expertise-${uuid}` }],
  ['a stream with a line feed', 'stream', { stream: `${example.stream}\n` }],
  ['a negative revision', 'revision', { revision: -1 }],
  ['a revision as text', 'revision', { revision: '7' }],
  ['a type in lower case', 'type', { type: 'documentDeposited' }],
  ['type version 0', 'typeVersion', { typeVersion: 0 }],
  ['an actor with a name', 'actor', { actor: { ...example.actor, name: 'X' } }],
  ['an actor id that is no uuid', 'actor.id', { actor: { id: 'x', role: 'expert' } }],
  ['an unknown role', 'actor.role', { actor: { ...example.actor, role: 'king' } }],
  [
    'a role that is a property of objects',
    'actor.role',
    { actor: { ...example.actor, role: 'constructor' } },
  ],
  [
    'an unknown method',
    'authentication.method',
    { authentication: { ...example.authentication, method: 'password' } },
  ],
  [
    'an unknown validity',
    'authentication.validity',
    { authentication: { ...example.authentication, validity: 'maybe' } },
  ],
  [
    'checkedAt without milliseconds',
    'authentication.checkedAt',
    { authentication: { ...example.authentication, checkedAt: '2026-06-22T08:00:00Z' } },
  ],
  ['a short request key', 'request.key', { request: { key: 'ab', body: digest } }],
  ['a request without body', 'request', { request: { key: digest } }],
  ['documents that are no list', 'documents', { documents: {} }],
  ['65 documents', 'documents', { documents: Array(65).fill(example.documents[0]) }],
  [
    'a document with a name',
    'documents',
    { documents: [{ ...example.documents[0], name: 'a.pdf' }] },
  ],
  [
    'a document of negative size',
    'documents.size',
    { documents: [{ ...example.documents[0], size: -1 }] },
  ],
  [
    'a media type with parameters',
    'documents.mediaType',
    { documents: [{ ...example.documents[0], mediaType: 'text/plain; charset=utf-8' }] },
  ],
  [
    'E-23 an upper-case digest',
    'documents.sha256',
    { documents: [{ ...example.documents[0], sha256: 'AB'.repeat(32) }] },
  ],
  ['257 commitments', 'commitments', { commitments: Array(257).fill({ field: 'a', digest }) }],
  [
    'a field committed twice',
    'commitments.field',
    {
      commitments: [
        { field: 'a', digest },
        { field: 'a', digest },
      ],
    },
  ],
  [
    'commitments out of order',
    'commitments.field',
    {
      commitments: [
        { field: 'b', digest },
        { field: 'a', digest },
      ],
    },
  ],
  ['a field with white space', 'commitments.field', { commitments: [{ field: 'a b', digest }] }],
  ['data that is a list', 'data', { data: [] }],
  ['data that is null', 'data', { data: null }],
  [
    'occurredAt without offset',
    'occurredAt.at',
    { occurredAt: { at: '2026-06-22T08:00:00', basis: 'observed' } },
  ],
  [
    'occurredAt with a space',
    'occurredAt.at',
    { occurredAt: { at: '2026-06-22 08:00:00Z', basis: 'observed' } },
  ],
  [
    'occurredAt on 31 June',
    'occurredAt.at',
    { occurredAt: { at: '2026-06-31T08:00:00Z', basis: 'observed' } },
  ],
  [
    'occurredAt with an offset of 24 h',
    'occurredAt.at',
    { occurredAt: { at: '2026-06-22T08:00:00+24:00', basis: 'observed' } },
  ],
  [
    'an unknown basis',
    'occurredAt.basis',
    { occurredAt: { at: '2026-06-22T08:00:00Z', basis: 'guessed' } },
  ],
  ['recordedAt with an offset', 'recordedAt', { recordedAt: '2026-06-22T08:00:00.000+00:00' }],
  ['recordedAt at hour 24', 'recordedAt', { recordedAt: '2026-06-22T24:00:00.000Z' }],
  ['recordedAt before 1970', 'recordedAt', { recordedAt: '1969-12-31T23:59:59.999Z' }],
  ['a measured clock without age', 'clock', { clock: { state: 'measured', offset: 1 } }],
  [
    'a measured clock of negative age',
    'clock.age',
    { clock: { state: 'measured', offset: 1, age: -1 } },
  ],
  ['an unknown clock with an offset', 'clock', { clock: { state: 'unknown', offset: 1 } }],
  ['another clock state', 'clock.state', { clock: { state: 'exact' } }],
  ['no clock', 'clock', { clock: null }],
  ['no previous at revision 7', 'previous', { previous: null }],
  ['a previous at revision 0', 'previous', { revision: 0 }],
  ['an anchor of size 0', 'anchor.size', { anchor: { ...example.anchor, size: 0 } }],
  ['an anchor without token', 'anchor', { anchor: { size: 1, root: digest } }],
  ['a correlation that is no uuid', 'correlation', { correlation: 'x' }],
  ['a causation that is no digest', 'causation', { causation: 'x' }],
])('E-11 %s is refused at %s', (_, member, changes) => {
  expect(() => changed(changes)).toThrow(
    expect.objectContaining({ code: 'ENVELOPE_MALFORMED', details: { member } }),
  )
})
