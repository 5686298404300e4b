import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const table = readFileSync(`${repository}docs/architecture/eventstoredb.md`, 'utf8')

/** The tests named in the last cell of each row: file, part of a title. */
const named = [...table.matchAll(/\| (?:_real_ )?`([\w.-]+[.]ts)`: (.+?) *\|$/gm)].map(
  ([, file, title]) => [file!, title!] as const,
)

test('every row of the table of surprises names a test', () => {
  const rows = table.split('\n').filter((line) => /^\|(?! what| -)/.test(line))
  expect(rows.length).toBeGreaterThan(40)
  expect(named).toHaveLength(rows.length)
})

test.each(named)('the table of surprises names a test that there is: %s, %s', (file, title) => {
  const found = globSync(`{api,test}/{src,test,acceptance,eventstoredb-real}/**/${file}`, {
    cwd: repository,
  })
  const sources = found.map((path) => readFileSync(repository + path, 'utf8'))
  expect(sources.filter((source) => source.includes(title))).toHaveLength(1)
})
