import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const root = new URL('../', import.meta.url)
const suites = ['ledger', 'api', 'console', 'test'].flatMap(suitesIn)
const specs = suites.map(({ text }) => text)

/** Rules that no suite can prove, and where they are shown instead. */
const ELSEWHERE = new Set([
  // A bound of memory over millions of lines is for bench/, not for a suite.
  'EX-07',
  // One set of algorithms exists: there is no other to tell from it.
  'TF-08',
])

test('every threat of the threat model is named by a test, and no other threat is', () => {
  const threats = [...page('docs/threat-model.md').matchAll(/^\| (T-\d\d) /gm)].map(([, id]) => id!)
  expect(threats.length).toBeGreaterThan(20)
  const named = new Set(specs.flatMap((text) => text.match(/\bT-\d\d\b/g) ?? []))
  expect([...named].sort()).toEqual(threats)
})

test('every attack on the interface that the threat model lists is named by the suites it names', () => {
  const rows = [
    ...page('docs/threat-model.md').matchAll(/^\| ([^|]+) \| (T-\d\d[^|]*) \| ([a-z, -]+?) +\|$/gm),
  ]
  expect(rows.length).toBeGreaterThanOrEqual(14)
  for (const [, attack, threats, names] of rows) {
    const texts = names!.split(', ').map(textOf)
    const missing = threats!
      .trim()
      .split(', ')
      .filter((threat) => !texts.some((text) => text.includes(`'${threat} `)))
    expect([attack, missing]).toEqual([attack, []])
  }
})

test.each(readdirSync(new URL('docs/spec/', root)))(
  'every rule of docs/spec/%s is named by a test',
  (name) => {
    const text = page(`docs/spec/${name}`)
    const rules = [...text.matchAll(/^- \*\*([A-Z]+-?\d+)\*\*/gm)].map(([, rule]) => rule!)
    expect(rules.length).toBeGreaterThan(0)
    const missing = rules.filter(
      (rule) =>
        !ELSEWHERE.has(rule) && !specs.some((spec) => new RegExp(`\\b${rule}\\b`).test(spec)),
    )
    expect(missing).toEqual([])
  },
)

function page(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** The text of the suite of this name. */
function textOf(name: string): string {
  const [found, ...more] = suites.filter((suite) => suite.name === name)
  expect([name, found === undefined, more]).toEqual([name, false, []])
  return found!.text
}

/** Every suite under a folder but this one. */
function suitesIn(folder: string): { readonly name: string; readonly text: string }[] {
  const base = new URL(`${folder}/`, root)
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.spec.ts') && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .filter((path) => path !== 'documents.spec.ts')
    .map((path) => ({
      name: basename(path).replace(/(?:[.]e2e)?[.]spec[.]ts$/, ''),
      text: readFileSync(new URL(path, base), 'utf8'),
    }))
}
