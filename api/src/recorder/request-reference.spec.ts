import { createHash } from 'node:crypto'
import { derivedUuid, requestReference } from './request-reference.js'

const KEY = new Uint8Array(32).fill(7)
const OTHER_KEY = new Uint8Array(32).fill(8)
const body = createHash('sha256')
  .update('{"address":"nadia.benali@courriel.invalid"}')
  .digest('hex')
const request = { caller: 'someone', key: 'a-key-of-hers', bodyDigest: body }

test('the same request gives the same reference, another caller, key or body another one', () => {
  const reference = requestReference(request, KEY)
  expect(requestReference({ ...request }, KEY)).toEqual(reference)
  expect(requestReference({ ...request, caller: 'x' }, KEY).key).not.toBe(reference.key)
  expect(requestReference({ ...request, key: 'y' }, KEY).key).not.toBe(reference.key)
  const other = requestReference({ ...request, bodyDigest: '0'.repeat(64) }, KEY)
  expect(other.key).toBe(reference.key)
  expect(other.body).not.toBe(reference.body)
})

test('T-24 who guesses the body cannot tell from the entry that he guessed right', () => {
  const reference = requestReference(request, KEY)
  expect(Object.values(reference)).not.toContain(body)
  expect(requestReference(request, OTHER_KEY).body).not.toBe(reference.body)
})

test('parts of a derived uuid never run together', () => {
  const uuid = derivedUuid(KEY, 'actor', 'ab', 'c')
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(derivedUuid(KEY, 'actor', 'a', 'bc')).not.toBe(uuid)
  expect(derivedUuid(KEY, 'actora', 'b', 'c')).not.toBe(uuid)
})
