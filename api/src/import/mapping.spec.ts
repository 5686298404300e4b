import { readFileSync } from 'node:fs'
import { ImportError } from './import-error.js'
import { parseMapping, placeColumns, type Mapping } from './mapping.js'

const example = (name: string) =>
  readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), 'utf8')
const valmont = JSON.parse(example('valmont.mapping.json')) as Mapping
const header = ['numero', 'dossier', 'quand', 'operation', 'agent', 'poste', 'observation']

function refusal(act: () => unknown): readonly [string, string] {
  try {
    act()
  } catch (error) {
    if (error instanceof ImportError) return [error.code, error.message]
    throw error
  }
  return ['accepted', '']
}

test('both examples are mappings', () => {
  expect(parseMapping(example('valmont.mapping.json')).key).toEqual(['numero'])
  expect(
    Object.keys(parseMapping(example('receipt-phase.mapping.json')).activity.values),
  ).toHaveLength(27)
})

test.each<[string, Record<string, unknown>]>([
  ['M1 an unknown member', { comment: 'x' }],
  ['M1 another version', { v: 'contremarque/mapping/2' }],
  ['M1 a delimiter of two characters', { delimiter: ';;' }],
  ['M2 a source that is no code', { source: 'Tribunal de Valmont' }],
  ['M3 no key', { key: [] }],
  ['M4 an activity without label', { activity: { column: 'a', values: { x: { code: 'x' } } } }],
  ['M5 a field name with a dot', { personal: { 'row.x': 'observation' } }],
  ['I2 an unknown zone', { at: { column: 'quand', zone: 'Europe/Valmont' } }],
  [
    'M4 a code with two labels',
    { activity: { column: 'a', values: { x: { code: 'c', fr: 'X' }, y: { code: 'c', fr: 'Y' } } } },
  ],
])('%s is refused', (_, change) => {
  const [code] = refusal(() => parseMapping(JSON.stringify({ ...valmont, ...change })))
  expect(code).toBe('MAPPING_MALFORMED')
})

test('text that is no JSON is refused', () => {
  expect(refusal(() => parseMapping('{'))[0]).toBe('MAPPING_MALFORMED')
})

describe('M6, every column is named, present and alone', () => {
  const refused = (columns: readonly string[]) => refusal(() => placeColumns(valmont, columns))

  test('in any order', () => {
    const places = placeColumns(valmont, [...header].reverse())
    expect(places.get('numero')).toBe(6)
  })

  test('an unnamed column', () => {
    expect(refused([...header, 'secret'])).toEqual([
      'HEADER_MALFORMED',
      'header: column secret is not named in the mapping, not even under ignore',
    ])
  })

  test('a missing column', () => {
    expect(refused(header.slice(1))[1]).toBe('header: column numero of the mapping is missing')
  })

  test('a column that stands twice', () => {
    expect(refused([...header, 'agent'])[1]).toBe('header: a column stands twice')
  })
})
