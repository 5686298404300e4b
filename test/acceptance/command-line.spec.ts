import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { writeJournal, writeMapping } from './journal-file.ts'
import { contremarque } from './run-command.ts'
import { importPart } from './spoilt-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

let folder: TemporaryFolder
beforeAll(async () => {
  folder = new TemporaryFolder()
  const { path } = folder
  writeFileSync(folder.file('empty'), '')
  writeFileSync(folder.file('object.json'), '{}')
  writeFileSync(folder.file('bytes'), Uint8Array.of(0xff, 0xfe, 0))
  mkdirSync(folder.file('dir'))
  mkdirSync(folder.file('full'))
  mkdirSync(folder.file('dir.jsonl'))
  writeFileSync(folder.file('full/letter.txt'), 'mine')
  writeJournal(folder.file('rows.csv'), { from: 0, to: 3, cases: 1 })
  writeMapping(path)
  await importPart(folder, folder.file('data'), 0)
  const exported = ['export', '--data', folder.file('data'), '--out', folder.file('ledger.jsonl')]
  expect(await contremarque(exported)).toMatchObject({ status: 0 })
})
afterAll(() => folder.remove())

const run = (line: string) => contremarque(line.split(' '), { cwd: folder.path })

test.each(['verify', 'import', 'export', 'rebuild', 'init', 'store', 'demo', 'openapi'])(
  '%s --help says how and gives an example',
  async (name) => {
    const { status, stdout, stderr } = await run(`${name} --help`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: contremarque ${name}`))
    expect(stdout).toMatch(/^Example: |\nExample:/m)
  },
)

test('the trust file of an export can be read by whoever it is handed to', () => {
  expect(statSync(folder.file('ledger.trust.json')).mode & 0o777).toBe(0o644)
})

test('verify loads neither Nest nor a store: what checks an export is what anybody can read', async () => {
  const noted = folder.file('modules')
  const preload = `--import ${import.meta.dirname}/note-modules.mjs`
  const env = { NODE_OPTIONS: preload, MODULES_NOTED: noted }
  const argv = ['verify', folder.file('ledger.jsonl'), '--trust', folder.file('ledger.trust.json')]
  expect(await contremarque(argv, { env })).toMatchObject({ status: 0 })
  const modules = readFileSync(noted, 'utf8').trim().split('\n')
  expect(modules).toContainEqual(expect.stringMatching(/ledger\/dist\/src\/verifier\//))
  const heavy =
    /@nestjs|fastify|kysely|node:sqlite|db-client|\/(event-store|projections|recorder)\//
  expect(modules.filter((url) => heavy.test(url))).toEqual([])
  expect(modules.filter((url) => /\/api\/(bin|dist)\//.test(url))).toEqual([
    expect.stringMatching(/\/api\/bin\/contremarque\.js$/),
    expect.stringMatching(/\/api\/dist\/bundle\/command-verify\.js$/),
    expect.stringMatching(/\/api\/dist\/bundle\/rolldown-runtime-[^/]+\.js$/),
  ])
})

const mapped = '--mapping acceptance.mapping.json --data new'

/** Each with what the message must say. */
const mistakes: Readonly<Record<string, RegExp>> = {
  nothing: /unknown command: nothing\n[^]*verify/,
  verify: /expected a PATH/,
  'verify absent': /absent does not exist/,
  'verify dir': /dir holds no ledger/,
  'verify ledger.jsonl --wrong': /--wrong/,
  'verify ledger.jsonl object.json': /expected one PATH, got 2/,
  'verify ledger.jsonl --trust absent': /absent does not exist/,
  'verify ledger.jsonl --trust dir': /dir is a folder, expected a file/,
  'verify ledger.jsonl --trust empty': /empty: expected JSON/,
  'verify ledger.jsonl --trust object.json': /object.json: v: missing/,
  'verify ledger.jsonl --against dir': /dir is a folder, expected a file/,
  'verify ledger.jsonl --against empty': /empty: expected a receipt or a checkpoint/,
  'verify ledger.jsonl --against ledger.jsonl': /ledger.jsonl: expected a receipt or a checkpoint/,
  import: /Usage: contremarque import/,
  [`import absent ${mapped}`]: /absent does not exist/,
  [`import dir ${mapped}`]: /dir is a folder, expected a file/,
  'import rows.csv --mapping absent --data new': /absent does not exist/,
  'import rows.csv --mapping dir --data new': /dir is a folder, expected a file/,
  'import rows.csv --mapping bytes --data new': /mapping: not JSON/,
  'import rows.csv --mapping object.json --data new': /mapping v: .*contremarque\/mapping\/1/,
  'import rows.csv --mapping acceptance.mapping.json --data empty': /empty is a file, expected a/,
  'import rows.csv --mapping acceptance.mapping.json --data full': /full is not empty and holds no/,
  [`import rows.csv --wrong ${mapped}`]: /--wrong/,
  export: /expected --data DIR and --out FILE.jsonl/,
  'export --data absent --out x.jsonl': /absent holds no ledger/,
  'export --data empty --out x.jsonl': /empty is a file, expected a folder/,
  'export --data data --out x.json': /x.json: expected a name that ends with .jsonl/,
  'export --data data --out absent/x.jsonl': /absent does not exist/,
  'export --data data --out dir.jsonl': /dir.jsonl is a folder, expected a file/,
  rebuild: /Usage: contremarque rebuild/,
  'rebuild --wrong': /--wrong/,
  demo: /Usage: contremarque demo/,
  'demo tamper sideways': /Usage: contremarque demo/,
}

test.each(Object.entries(mistakes))('64: contremarque %s', async (line, says) => {
  const names = () => readdirSync(folder.path, { recursive: true }).sort()
  const before = names()
  const { status, stdout, stderr } = await run(line)
  expect({ status, stdout }).toEqual({ status: 64, stdout: '' })
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/\bE[A-Z]{4,}:|\n\s+at /)
  expect(names()).toEqual(before)
})

test.each(['object.json', 'ledger.trust.json'])(
  'JSON of another kind is wrong usage: verify %s says what was expected',
  async (name) => {
    const { status, stdout, stderr } = await run(`verify ${name}`)
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' })
    expect(stderr).toContain('expected an export (.jsonl), a receipt or a data folder')
  },
)

test.each(['empty', 'bytes'])('what is no evidence at all fails: verify %s', async (name) => {
  const { status, stdout } = await run(`verify ${name}`)
  expect(status).toBe(1)
  expect(stdout).toMatch(/FAILED +(FILE_INCOMPLETE|LINE_MALFORMED)/)
})

test('rebuild and demo refuse a folder without a ledger and leave it alone', async () => {
  for (const line of [
    'rebuild --data dir',
    'demo reset --data full',
    'demo tamper edit --data dir',
  ]) {
    const { status, stderr } = await run(line)
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/holds no ledger/)
  }
  expect(existsSync(folder.file('full/letter.txt'))).toBe(true)
})
