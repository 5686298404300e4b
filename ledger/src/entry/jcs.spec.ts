import reference from 'canonicalize'
import fc from 'fast-check'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonValue } from './envelope.ts'
import { canonicalize, parseCanonical } from './jcs.ts'

const unsupported = expect.objectContaining({ code: 'CANONICAL_FORM_UNSUPPORTED' })
const text = fc.string({ unit: 'grapheme' }).map((value) => value.normalize('NFC'))
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(text, fc.nat().map(String)), tie('value'), { maxKeys: 6 }),
  ),
})).value

test('E-21 agrees with another implementation of RFC 8785 and reads back what it wrote', () => {
  fc.assert(
    fc.property(json, (value) => {
      const canonical = canonicalize(value)
      expect(canonical).toBe(reference(value))
      expect(canonicalize(parseCanonical(encodeUtf8(canonical)))).toBe(canonical)
    }),
    { numRuns: 500 },
  )
})

test('RFC 8785 §3.2.3: members are sorted by UTF-16 code units', () => {
  const value = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '1': 'One',
    '\u0080': 'Control',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  const expected =
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face"}'
  expect(canonicalize(value)).toBe(expected)
  expect(canonicalize(parseCanonical(encodeUtf8(expected)))).toBe(expected)
})

test('RFC 8785 §3.2.2: strings and literals as published, integers of Appendix B', () => {
  const value = {
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  expect(canonicalize(value)).toBe(
    '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  expect(canonicalize([0, -0, 9007199254740991, -9007199254740991])).toBe(
    '[0,0,9007199254740991,-9007199254740991]',
  )
})

test('keys that look like numbers are in order of their text, both ways', () => {
  expect(canonicalize({ 9: 1, 10: 2, a: 3 })).toBe('{"10":2,"9":1,"a":3}')
  expect(parseCanonical(encodeUtf8('{"10":2,"9":1}'))).toEqual({ 9: 1, 10: 2 })
  expect(() => parseCanonical(encodeUtf8('{"9":1,"10":2}'))).toThrow(unsupported)
})

test.each([
  ['undefined', undefined],
  ['undefined in an array', [undefined]],
  ['an undefined member', { a: undefined }],
  ['a hole', Array(1)],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a fraction', 0.5],
  ['an unsafe integer', 2 ** 53],
  ['an unsafe negative integer', -(2 ** 53)],
  ['a bigint', 1n],
  ['a lone high surrogate', '\ud83d'],
  ['a lone low surrogate', '\ude00'],
  ['a lone surrogate as key', { '\ud83d': 1 }],
  ['a decomposed string', 'e\u0301'],
  ['a decomposed key', { 'e\u0301': 1 }],
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['bytes', new Uint8Array(1)],
  ['a symbol', Symbol('a')],
  ['a function', () => 1],
  [
    'an instance of a class',
    new (class Person {
      name = 'x'
    })(),
  ],
  ['nesting beyond 32', JSON.parse('['.repeat(33) + ']'.repeat(33))],
])('E-22 %s has no canonical form', (_, value) => {
  expect(() => canonicalize(value as JsonValue)).toThrow(unsupported)
})

test.each([
  ['white space', '{"a": 1}'],
  ['a final line feed', '{}\n'],
  ['keys out of order', '{"b":1,"a":2}'],
  ['keys out of order deep inside', '[{"x":{"b":1,"a":2}}]'],
  ['a duplicate key', '{"a":1,"a":1}'],
  ['a duplicate key with another value', '{"a":1,"a":2}'],
  ['1.0', '[1.0]'],
  ['1e2', '[1e2]'],
  ['-0', '[-0]'],
  ['a fraction', '[1.5]'],
  ['an unsafe integer', '[9007199254740993]'],
  ['a huge number', '[1e400]'],
  ['an escaped slash', '["\\/"]'],
  ['an escape that is not needed', '["\\u0041"]'],
  ['an upper-case escape', '["\\u000F"]'],
  ['the long form of a short escape', '["\\u000a"]'],
  ['an escaped lone surrogate', '["\\ud83d"]'],
  ['an escaped pair', '["\\ud83d\\ude00"]'],
  ['a decomposed string', '["e\u0301"]'],
  ['a decomposed key', '{"e\u0301":1}'],
  ['a byte order mark', '\ufeff{}'],
  ['a comment', '{}//'],
  ['two values', '1 2'],
  ['nothing', ''],
  ['nesting beyond 32', '['.repeat(33) + ']'.repeat(33)],
  ['nesting that would break a recursive reader', '['.repeat(30_000) + ']'.repeat(30_000)],
])('E-22 %s is refused when read', (_, json) => {
  expect(() => parseCanonical(encodeUtf8(json))).toThrow(unsupported)
})

test('bytes that are not UTF-8 are refused', () => {
  expect(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(unsupported)
})

test('text that only looks like an escaped surrogate is accepted, and __proto__ is a plain key', () => {
  const value = JSON.parse('{"__proto__":{"a":1},"b":"\\\\ud83d"}') as JsonValue
  const bytes = encodeUtf8(canonicalize(value))
  expect(new TextDecoder().decode(bytes)).toBe('{"__proto__":{"a":1},"b":"\\\\ud83d"}')
  expect(parseCanonical(bytes)).toEqual(value)
})

test('a plain object of another realm is accepted', () => {
  expect(canonicalize(structuredClone({ b: 1, a: [2] }))).toBe('{"a":[2],"b":1}')
  expect(canonicalize(Object.assign(Object.create(null) as object, { a: 1 }) as JsonValue)).toBe(
    '{"a":1}',
  )
})
