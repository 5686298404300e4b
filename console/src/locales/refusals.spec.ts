/** @jest-environment node */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { englishRefusals } from './english-refusals.ts'
import { frenchRefusals } from './french-refusals.ts'

/** The console meets the API at HTTP only: its list of reasons is compared with the source as text. */
const source = ['identification-refusals', 'refusals']
  .map((name) => join(import.meta.dirname, `../../../api/src/actions/${name}.ts`))
  .map((path) => readFileSync(path, 'utf8'))
  .join('')
const stated = [...source.matchAll(/^ {2}([A-Z_]+): \{\s+rule: .*\s+fr: '(.*)',\s+en: '(.*)',/gm)]

test('every reason of the server is known here, word for word', () => {
  expect(stated.length).toBeGreaterThan(40)
  expect(stated.length).toBe([...source.matchAll(/^ {4}rule: /gm)].length)
  expect(frenchRefusals).toEqual(Object.fromEntries(stated.map(([, code, fr]) => [code, fr])))
  expect(englishRefusals).toEqual(Object.fromEntries(stated.map(([, code, , en]) => [code, en])))
})
