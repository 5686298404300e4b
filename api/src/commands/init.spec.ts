import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareProduction } from '../../test/production-kit.js'
import { saidInEachTest } from '../../test/run-command.js'
import type { ServedTsa } from '../development/tsa/serve-development-tsa.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { parseLedgerInfo } from '../ledger-folder/ledger-info.js'
import { run as runExport } from './export.js'
import { help, run } from './init.js'
import { run as runVerify } from './verify.js'

const said = saidInEachTest()
let folder: string
let tsa: ServedTsa | undefined
let revocation: string

async function prepare(isDevelopment: boolean, change: object = {}): Promise<string[]> {
  const prepared = await prepareProduction(folder, isDevelopment, change)
  tsa = prepared.tsa
  revocation = prepared.revocation
  return prepared.argv
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-init-'))
})
afterEach(async () => {
  await tsa?.close()
  await rm(folder, { recursive: true })
})

test('EX-06 opens a ledger on keys and an authority that were brought along; it exports and verifies', async () => {
  const argv = await prepare(false)
  expect([await run(argv), said.join('\n')]).toEqual([
    0,
    expect.stringContaining('sealed and time-stamped'),
  ])
  const paths = folderPaths(join(folder, 'data'))
  const info = parseLedgerInfo(await readFile(paths.info, 'utf8'))
  expect(info.profile).toBe('production')
  expect(info.origin).toMatch(/^registre[.]example[.]fr\/expertises\/[0-9a-f]{32}$/)
  const out = join(folder, 'x.jsonl')
  expect(await runExport(['--data', paths.root, '--out', out])).toBe(0)
  expect(await runVerify([out, '--json'])).toBe(0)
  const report = JSON.parse(said.at(-1) ?? '') as { findings: { code: string }[]; entries: number }
  expect([report.entries, report.findings]).toEqual([1, []])
})

/** What `init` is given of its authority, with another place for revocation data. */
async function changeTsa(change: object): Promise<void> {
  const path = join(folder, 'settings.json')
  const settings = JSON.parse(await readFile(path, 'utf8')) as { tsas: object[] }
  const tsas = settings.tsas.map((tsa) => ({ ...tsa, ...change }))
  await writeFile(path, JSON.stringify({ ...settings, tsas }))
}

test('a responder of the authority will do instead of a list', async () => {
  const argv = await prepare(false)
  await changeTsa({ crls: [], ocsp: revocation })
  expect(await run(argv)).toBe(0)
  const out = join(folder, 'x.jsonl')
  expect(await runExport(['--data', join(folder, 'data'), '--out', out])).toBe(0)
  expect(await runVerify([out, '--json'])).toBe(0)
  expect(await readFile(out, 'utf8')).toMatch(/"crls":\[\],.*"ocsps":\["/)
})

test('an authority of which no revocation data can be had is refused, and nothing is made', async () => {
  const argv = await prepare(false)
  await changeTsa({ crls: [] })
  expect(await run(argv)).toBe(64)
  expect(said.join('\n')).toMatch(/tsas[.]0[.]crls: name a revocation list/)
  expect(await readdir(folder)).not.toContain('data')
})

test('revocation data that is out of reach is said: the ledger stands, and is no pass', async () => {
  const argv = await prepare(false)
  await changeTsa({ crls: ['http://127.0.0.1:9/nobody.crl'] })
  expect(await run(argv)).toBe(0)
  expect(said.join('\n')).toContain('first: no revocation data yet: ')
  const out = join(folder, 'x.jsonl')
  expect(await runExport(['--data', join(folder, 'data'), '--out', out])).toBe(0)
  expect(await runVerify([out, '--json'])).toBe(2)
  const report = JSON.parse(said.at(-1) ?? '') as { findings: { code: string }[] }
  expect(new Set(report.findings.map(({ code }) => code))).toEqual(
    new Set(['TOKEN_REVOCATION_UNKNOWN']),
  )
})

test('what is missing is said, all at once, and nothing is made', async () => {
  const argv = await prepare(false, { sealKey: undefined, tsas: [] })
  expect(await run(argv)).toBe(64)
  expect(said.join('\n')).toMatch(/sealKey.*[\s\S]*tsas/)
  expect(await readdir(folder)).not.toContain('data')
})

test('a file that is not there is named', async () => {
  const argv = await prepare(false, { sealRoots: ['nowhere.pem'] })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('nowhere.pem')
})

test('development certificates are refused', async () => {
  const argv = await prepare(true)
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('development certificate')
})

test('a development origin is refused', async () => {
  const argv = await prepare(false, { host: 'development.invalid' })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('development origin')
})

test('a seal certificate of another root is refused', async () => {
  const argv = await prepare(false, { sealRoots: ['tsa-root.pem'] })
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toMatch(/does not stand under its root/)
})

test('an authority that does not answer is named', async () => {
  const argv = await prepare(false)
  await tsa?.close()
  expect(await run(argv)).toBe(1)
  expect(said.join('\n')).toContain('first:')
})

test('without arguments it says how it is used', async () => {
  expect(await run([])).toBe(64)
  expect(said).toEqual([help])
})
