import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TestLedger } from '../test/test-ledger.ts'
import { freshKeys, testWorld } from '../test/test-world.ts'
import type { Report } from '../src/report/report.ts'
import { runVerify, type RunVerifyOptions } from './run-verify.ts'

const vectors = fileURLToPath(new URL('../vectors', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(argv: readonly string[], options: RunVerifyOptions = {}) {
  let out = ''
  let told = ''
  const write = (text: string) => void (out += text)
  const tell = (text: string) => void (told += text)
  const code = await runVerify(argv, { write, tell, ...options })
  return { code, out, told, report: () => JSON.parse(out) as Report }
}

const vector = (name: string) => join(vectors, name)

test('RP-04 a whole ledger ends with 0, a changed one with 1, one not proved with 2', async () => {
  const given = ['--trust', vector('ledger.trust.json')]
  expect((await run([vector('ledger.jsonl')])).code).toBe(0)
  expect((await run([vector('entry-deleted.jsonl'), ...given])).code).toBe(1)
  expect((await run([vector('last-stamp-deleted.jsonl'), ...given])).code).toBe(2)
})

test('TF-02 the trust file beside the evidence is taken and named as such; without one nothing passes', async () => {
  const beside = await run([vector('ledger.jsonl'), '--json'])
  expect(beside.report().trust.source).toBe('beside')
  cpSync(vector('ledger.jsonl'), join(folder, 'alone.jsonl'))
  const alone = await run([join(folder, 'alone.jsonl'), '--json'])
  expect([alone.code, alone.report().trust]).toEqual([2, { source: 'none', fingerprints: [] }])
})

test('RP-10 the text begins with what a development ledger proves, then the verdict', async () => {
  const { out } = await run([vector('ledger.jsonl')])
  expect(out.split('\n').slice(0, 3)).toEqual([
    'Development ledger, proves nothing.',
    '',
    'Verdict: PASSED',
  ])
  const failed = await run([
    vector('entry-signature-flipped.jsonl'),
    '--trust',
    vector('ledger.trust.json'),
  ])
  expect(failed.out).toContain('SIGNATURE_INVALID')
  expect(failed.out).toContain('revision 1, leaf 2, batch 1, line 6 of the file')
})

test('RP-11 of a file what was erased is listed, of a pipe it is counted', async () => {
  const ledger = await TestLedger.open(await testWorld(freshKeys()))
  const title = { field: 'title', digest: 'cd'.repeat(32) }
  const stream = 'expertise-6f1c0000-0000-8000-8000-000000000001'
  await ledger.append(stream, 'CaseConsulted', { purpose: 'audit' }, { commitments: [title] })
  const erased = { commitments: [title.digest], basis: 'gdpr-17' }
  await ledger.append('platform-erasures', 'OpeningsErased', erased)
  await ledger.seal()
  await ledger.stamp()
  const [file, pipe, trust] = ['a.jsonl', 'pipe.jsonl', 'trust.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  writeFileSync(file, ledger.export())
  writeFileSync(trust, JSON.stringify(ledger.trust))
  execFileSync('sh', ['-c', `mkfifo '${pipe}'`])
  const written = once(spawn('sh', ['-c', `cat '${file}' > '${pipe}'`]), 'close')
  const ofFile = (await run([file, '--trust', trust, '--json'])).report()
  const ofPipe = (await run([pipe, '--trust', trust, '--json'])).report()
  await written
  expect([ofFile.verdict, ofPipe.verdict]).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED'])
  const entries = [{ stream, revision: 0, fields: ['title'] }]
  expect(ofFile.erased).toEqual({ commitments: 1, entries, leftOut: 0 })
  expect(ofPipe.erased).toEqual({ commitments: 1, entries: [], leftOut: 1 })
})

test('--integrity-only leaves signatures out and says so', async () => {
  const { code, report } = await run([vector('ledger.jsonl'), '--json', '--integrity-only'])
  expect(code).toBe(2)
  expect(report().findings.map((finding) => finding.code)).toEqual(['SIGNATURES_NOT_CHECKED'])
})

test('RE-08 a receipt verifies alone, and a ledger against it', async () => {
  const receipt = vector('ledger.receipt.json')
  const trust = ['--trust', vector('ledger.trust.json')]
  expect((await run([receipt, ...trust])).code).toBe(0)
  expect((await run([vector('ledger.jsonl'), '--against', receipt])).code).toBe(0)
  expect((await run([vector('tail-cut.jsonl'), ...trust, '--against', receipt])).code).toBe(1)
  expect(
    (await run([vector('tail-cut.jsonl'), ...trust, '--against', vector('ledger.note')])).code,
  ).toBe(1)
  const broken = readFileSync(receipt, 'utf8').replace('"state":"stamped"', '"state":"sealed"')
  writeFileSync(join(folder, 'broken.json'), broken)
  const read = await run([join(folder, 'broken.json'), '--json', ...trust])
  expect([read.code, read.report().findings[0]?.code]).toEqual([1, 'RECEIPT_MALFORMED'])
})

test('JSON of another kind, a trust file say, is wrong usage and no failed ledger', async () => {
  const path = join(folder, 'other.json')
  writeFileSync(path, '{"v":"contremarque/trust/1"}')
  const other = await run([path])
  expect([other.code, other.out]).toEqual([64, ''])
  expect(other.told).toContain('expected an export')
})

test('wrong usage ends with 64 and says what is wrong', async () => {
  const nothing = await run([])
  expect([nothing.code, nothing.out]).toEqual([64, ''])
  expect(nothing.told).toContain('expected a PATH')
  expect((await run(['a', 'b'])).code).toBe(64)
  expect((await run([vector('ledger.jsonl'), '--nonsense'])).code).toBe(64)
  expect((await run([join(folder, 'nowhere.jsonl')])).code).toBe(64)
  expect((await run([folder])).code).toBe(64)
  writeFileSync(join(folder, 'bad.trust.json'), '{}')
  const bad = await run([vector('ledger.jsonl'), '--trust', join(folder, 'bad.trust.json')])
  expect([bad.code, bad.told]).toEqual([64, expect.stringContaining('bad.trust.json')])
  expect((await run(['--help'])).code).toBe(0)
})

test('a data folder is opened, verified and closed by whoever can read it', async () => {
  let isClosed = false
  const openFolder = () =>
    Promise.resolve({
      source: { kind: 'data-folder' as const, items: async function* () {} },
      close: () => {
        isClosed = true
        return Promise.resolve()
      },
    })
  const { code, report } = await run([folder, '--json'], { openFolder })
  expect([code, isClosed]).toEqual([2, true])
  expect(report().findings.map((finding) => finding.code)).toContain('GENESIS_MISSING')
})
