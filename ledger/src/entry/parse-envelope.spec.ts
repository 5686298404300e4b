import fc from 'fast-check'
import { exampleEnvelope } from '../../test/entry-fixture.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { LedgerError } from '../errors.ts'
import type { Envelope, JsonValue } from './envelope.ts'
import { canonicalize, parseCanonical } from './jcs.ts'
import { parseEnvelope } from './parse-envelope.ts'
import { validateEnvelope } from './validate-envelope.ts'

const inTwoSteps = (content: Uint8Array): Envelope => validateEnvelope(parseCanonical(content))

function outcomeOf(parse: (content: Uint8Array) => Envelope, content: Uint8Array): unknown {
  try {
    return parse(content)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const { code, message, details } = error as LedgerError
    return { code, message, details }
  }
}

const encode = (value: unknown): Uint8Array => encodeUtf8(canonicalize(value as JsonValue))
const content = encode(exampleEnvelope())
const asText = new TextDecoder().decode(content)

test('one pass answers what two steps answer, whichever byte was changed to whatever', () => {
  fc.assert(
    fc.property(fc.nat(content.length - 1), fc.nat(255), (at, byte) => {
      const changed = content.with(at, byte)
      expect(outcomeOf(parseEnvelope, changed)).toEqual(outcomeOf(inTwoSteps, changed))
    }),
    { numRuns: 2000 },
  )
})

test('one pass answers what two steps answer, whatever stands in data', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
      const spelled = asText.replace(/"data":.*,"documents"/, () => {
        return `"data":${JSON.stringify(data)},"documents"`
      })
      const bytes = new TextEncoder().encode(spelled)
      expect(outcomeOf(parseEnvelope, bytes)).toEqual(outcomeOf(inTwoSteps, bytes))
    }),
    { numRuns: 500 },
  )
})

test.each<[string, (text: string) => string]>([
  ['white space', (text) => text.replace('":', '": ')],
  ['a member twice', (text) => text.replace('{"actor"', '{"actor":null,"actor"')],
  ['an escape that need not be', (text) => text.replace('"role"', '"r\\u006fle"')],
  ['members in another order', (text) => `{"v":"contremarque/entry/1",${text.slice(1)}`],
  ['a number with a fraction', (text) => text.replace(/"revision":(\d+)/, '"revision":$1.0')],
  ['minus nought', (text) => text.replace(/"offset":-?\d+/, '"offset":-0')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['a line feed at the end', (text) => `${text}\n`],
  ['nothing', () => ''],
])('%s is refused as not canonical', (_, respell) => {
  const respelled = respell(asText)
  expect(respelled).not.toBe(asText)
  expect(() => parseEnvelope(new TextEncoder().encode(respelled))).toThrow(
    expect.objectContaining({ code: 'CANONICAL_FORM_UNSUPPORTED' }),
  )
})

test('text beyond ASCII in data is read, in NFC only', () => {
  const data = { subject: 'Sarcoïdose, œdème' }
  expect(parseEnvelope(encode({ ...exampleEnvelope(), data })).data).toEqual(data)
  const decomposed = asText.replace(/"data":.*,"documents"/, '"data":{"a":"e\u0301"},"documents"')
  expect(() => parseEnvelope(new TextEncoder().encode(decomposed))).toThrow(
    expect.objectContaining({ code: 'CANONICAL_FORM_UNSUPPORTED' }),
  )
})
