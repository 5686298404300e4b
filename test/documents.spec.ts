import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { testTitles } from './test-titles.ts'

const root = new URL('../', import.meta.url)
const suites = ['ledger', 'api', 'console', 'test'].flatMap(suitesIn)
const titles = suites.flatMap((suite) => suite.titles)

/** Rules that no suite can prove, and where they are shown instead. */
const ELSEWHERE = new Set([
  // A bound of memory over millions of lines is for bench/, not for a suite.
  'EX-07',
])

test('every threat of the threat model is named by a test, and no other threat is', () => {
  const threats = [...page('docs/threat-model.md').matchAll(/^\| (T-\d\d) /gm)].map(([, id]) => id!)
  expect(threats.length).toBeGreaterThan(20)
  const named = new Set(titles.flatMap((title) => title.match(/\bT-\d\d\b/g) ?? []))
  expect([...named].sort()).toEqual(threats)
})

test('every attack on the interface that the threat model lists is named by the suites it names', () => {
  const rows = [
    ...page('docs/threat-model.md').matchAll(/^\| ([^|]+) \| (T-\d\d[^|]*) \| ([a-z, -]+?) +\|$/gm),
  ]
  expect(rows.length).toBeGreaterThanOrEqual(14)
  for (const [, attack, threats, names] of rows) {
    const told = names!.split(', ').flatMap(titlesOf)
    const missing = threats!
      .trim()
      .split(', ')
      .filter((threat) => !isNamed(threat, told))
    expect([attack, missing]).toEqual([attack, []])
  }
})

test.each(readdirSync(new URL('docs/spec/', root)))(
  'every rule of docs/spec/%s is named by a test',
  (name) => {
    const text = page(`docs/spec/${name}`)
    const rules = [...text.matchAll(/^- \*\*([A-Z]+-?\d+)\*\*/gm)].map(([, rule]) => rule!)
    expect(rules.length).toBeGreaterThan(0)
    const missing = rules.filter((rule) => !isNamed(rule, titles))
    expect(missing).toEqual(rules.filter((rule) => ELSEWHERE.has(rule)))
  },
)

function page(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** Whether a test has the number of a rule or threat in its title. */
function isNamed(number: string, told: readonly string[]): boolean {
  return told.some((title) => new RegExp(`\\b${number}\\b`).test(title))
}

/** The titles of the suite of this name. */
function titlesOf(name: string): readonly string[] {
  const [found, ...more] = suites.filter((suite) => suite.name === name)
  expect([name, found === undefined, more]).toEqual([name, false, []])
  return found!.titles
}

/** Every suite under a folder but this one. */
function suitesIn(folder: string): { readonly name: string; readonly titles: readonly string[] }[] {
  const base = new URL(`${folder}/`, root)
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts') && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .filter((path) => path !== 'documents.spec.ts')
    .map((path) => ({
      name: basename(path).replace(/(?:[.]e2e)?[.]spec[.]ts$/, ''),
      titles: testTitles(readFileSync(new URL(path, base), 'utf8')),
    }))
}
