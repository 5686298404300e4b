import { readdirSync, readFileSync } from 'node:fs'
import { findingCodes } from '../src/verifier/finding-code.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const sections = Object.fromEntries(
  read('docs/errors.md')
    .split(/^## /m)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
)
const documented = (section: string) =>
  [...sections[section]!.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code)

/** The members of the literal union in a file, in its order. */
function union(path: string): string[] {
  const [text] = /export type \w+ =\n(?: {2}\| '[A-Z_]+'\n)+/.exec(read(path))!
  return [...text.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code!)
}

test('every code the library throws is documented, sorted, and no other', () => {
  expect(documented('Errors of the library')).toEqual(union('ledger/src/errors.ts'))
})

/** What the suites that verify say, and the vectors that one of them runs. */
const suites = ['ledger', 'api/src', 'api/test', 'test'].flatMap((folder) =>
  readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^(?:dist|node_modules)\//.test(path))
    .filter((path) => /\.spec\.ts$|^vectors\/[a-z-]+\.json$/.test(path))
    .map((path) => read(`${folder}/${path}`)),
)
const isShown = (code: string) => suites.some((text) => new RegExp(`['"]${code}['"]`).test(text))

test('every code is what a suite or a vector shows', () => {
  const thrown = union('ledger/src/errors.ts')
  const codes = [...thrown, ...findingCodes, ...union('ledger/src/timestamp/token-problem.ts')]
  expect(codes.filter((code) => !isShown(code))).toEqual([])
})

test('every code of a finding is documented and no other', () => {
  expect(documented('Findings')).toEqual([...findingCodes])
  expect([...findingCodes].sort()).toEqual([...findingCodes])
})

test('every problem of a token is documented and no other', () => {
  expect(documented('Tokens')).toEqual(union('ledger/src/timestamp/token-problem.ts'))
})
