import { UuidMap } from './uuid-map.js'

const ids = Array.from({ length: 5000 }, (_, i) => {
  const spread = ((i * 2654435761) >>> 0).toString(16).padStart(8, '0')
  return `${spread}-0000-8000-8000-${i.toString(16).padStart(12, '0')}`
})

test('holds what was set and leaves the older map as it was', () => {
  const before = UuidMap.empty<number>().set(ids[0]!, 1)
  const after = before.set(ids[0]!, 2).set(ids[1]!, 3)
  expect([before.get(ids[0]!), before.has(ids[1]!)]).toEqual([1, false])
  expect([after.get(ids[0]!), after.get(ids[1]!)]).toEqual([2, 3])
})

test('agrees with Map over thousands of keys', () => {
  const map = ids.reduce((folded, id, i) => folded.set(id, i), UuidMap.empty<number>())
  expect(ids.every((id, i) => map.get(id) === i)).toBe(true)
  expect(map.has('ffffffff-ffff-8fff-8fff-ffffffffffff')).toBe(false)
})

test('takes a key of any spelling', () => {
  expect(UuidMap.empty<number>().set('zzz', 1).get('zzz')).toBe(1)
})
