/**
 * @jest-environment node
 * @jest-environment-options {"customExportConditions": ["@contremarque/source", "node", "node-addons"]}
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestLedger } from '../../../ledger/test/test-ledger.ts'
import { crypto } from '../../../ledger/test/test-world.ts'
import { CASE, toldLedger } from '../../test/fixture/told-ledger.ts'
import { isReceipt } from './open-subject.ts'
import { runVerification } from './run-verification.ts'
import { trustFingerprints } from './trust-fingerprints.ts'

let ledger: TestLedger
let trust: string

beforeAll(async () => {
  ledger = await toldLedger()
  trust = JSON.stringify(ledger.trust)
})

const blob = (bytes: Uint8Array | string) =>
  new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)])
const run = (
  bytes: Uint8Array | string,
  given: string | null = trust,
  against: Blob | null = null,
) =>
  runVerification(
    {
      subject: { kind: 'file', file: blob(bytes) },
      trust: given,
      trustSource: given === null ? 'none' : 'given',
      against,
    },
    crypto,
    () => undefined,
  )

test('a clean export passes, and tells its progress', async () => {
  const told: number[] = []
  const subject = { kind: 'file' as const, file: blob(ledger.export()) }
  const request = { subject, trust, trustSource: 'given' as const, against: null }
  const report = await runVerification(request, crypto, ({ entries }) => told.push(entries))
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(told.at(-1)).toBe(ledger.entries.length)
})

test('without anchors nothing passes', async () => {
  const { verdict, findings } = await run(ledger.export(), null)
  expect(verdict).toBe('INDETERMINATE')
  expect(findings.map(({ code }) => code)).toContain('TRUST_NOT_GIVEN')
})

test('T-04 an entry left out of the export is named', async () => {
  const items = ledger.items.filter((item) => !(item.kind === 'entry' && item.revision === 4))
  const { verdict, findings } = await run(ledger.export(items))
  expect(verdict).toBe('TOTAL_FAILED')
  expect(findings).toContainEqual(
    expect.objectContaining({
      indication: 'FAILED',
      place: expect.objectContaining({ stream: `expertise-${CASE}` }),
    }),
  )
})

test('anchors that are no trust file are refused before anything is verified', async () => {
  await expect(run(ledger.export(), '{}')).rejects.toMatchObject({ code: 'TRUST_MALFORMED' })
})

test.each([
  ['{}', 'CHECKPOINT_MALFORMED'],
  ['{"v":"contremarque/receipt/1"}', 'RECEIPT_MALFORMED'],
])('what to compare with is refused when it cannot be read: %s', async (text, code) => {
  await expect(run(ledger.export(), trust, blob(text))).rejects.toMatchObject({ code })
})

/** All is gone that came after the last time-stamp but one. */
function cut(): Uint8Array {
  const end = ledger.items.slice(0, -1).findLastIndex(({ kind }) => kind === 'stamp')
  return ledger.export(ledger.items.slice(0, end + 1))
}
const at = (bytes: Uint8Array | string) =>
  `data:text/plain;base64,${Buffer.from(bytes).toString('base64')}`
const lastNote = () => ledger.batches.at(-1)!.record.note

test('T-03 a tail cut at a time-stamp passes alone, and not against a checkpoint kept', async () => {
  const alone = await run(cut())
  expect(alone.verdict).toBe('TOTAL_PASSED')
  expect(alone.unchecked.map(({ what }) => what)).toContain('LATER_ENTRIES')
  const { verdict, findings } = await run(cut(), trust, blob(lastNote()))
  expect([verdict, findings.map(({ code }) => code)]).toEqual(['TOTAL_FAILED', ['LEDGER_BEHIND']])
})

test('T-03 an export shorter than the head that its server told before fails', async () => {
  const against = (bytes: Uint8Array) => {
    const subject = {
      kind: 'server' as const,
      url: at(bytes),
      head: at(lastNote()),
      erasures: at(''),
    }
    const request = { subject, trust, trustSource: 'beside' as const, against: null }
    return runVerification(request, crypto, () => undefined)
  }
  expect((await against(ledger.export())).findings).toEqual([])
  const { verdict, findings, unchecked } = await against(cut())
  expect([verdict, findings.map(({ code }) => code)]).toEqual(['TOTAL_FAILED', ['LEDGER_BEHIND']])
  // Who cuts the store may cut its head too: only what others kept shows that.
  expect(unchecked.map(({ what }) => what)).toContain('LATER_ENTRIES')
})

test('RP-11 what was erased is listed, of a file and of a server that tells its erasures', async () => {
  const told = await toldLedger()
  const [stream, field, digest] = [`expertise-${CASE}`, 'title', 'cd'.repeat(32)]
  const commitments = [{ field, digest }]
  await told.append(stream, 'CaseConsulted', { purpose: 'audit' }, { commitments })
  const { revision } = told.entries.at(-1)!
  const data = { commitments: [digest], basis: 'gdpr-17' }
  await told.append('platform-erasures', 'OpeningsErased', data)
  await told.seal()
  await told.stamp()
  const bytes = told.export()
  const anchors = JSON.stringify(told.trust)
  const ofServer = (erasures: string) =>
    runVerification(
      {
        subject: {
          kind: 'server',
          url: at(bytes),
          head: at(told.batches.at(-1)!.record.note),
          erasures,
        },
        trust: anchors,
        trustSource: 'beside',
        against: null,
      },
      crypto,
      () => undefined,
    )
  const listed = { commitments: 1, entries: [{ stream, revision, fields: [field] }], leftOut: 0 }
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line.includes('"stream":"platform-erasures"'))
  for (const report of [await run(bytes, anchors), await ofServer(at(`${lines.join('\n')}\n`))]) {
    expect([report.verdict, report.erased]).toEqual(['TOTAL_PASSED', listed])
  }
  const { verdict, erased } = await ofServer(at(''))
  expect([verdict, erased]).toEqual(['TOTAL_PASSED', { ...listed, entries: [], leftOut: 1 }])
})

test.each([
  ['does not answer', undefined, 'SUBJECT_UNREACHABLE'],
  ['breaks off', 200, 'SUBJECT_UNREACHABLE'],
  ['refuses', 503, 'SUBJECT_REFUSED'],
])('a server that %s gives no report, and is told from what is wrong', async (_, status, code) => {
  const server = createServer(({ url }, response) => {
    if (url === '/head' || url === '/erasures') response.writeHead(404).end()
    else if (status === undefined) response.destroy()
    else if (status === 503) response.writeHead(status).end()
    else response.writeHead(status, { 'content-length': 99 }).write('{', () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const [url, head, erasures] = ['/export', '/head', '/erasures'].map((path) => origin + path)
  const subject = { kind: 'server' as const, url: url!, head: head!, erasures: erasures! }
  const request = { subject, trust, trustSource: 'beside' as const, against: null }
  const refused = runVerification(request, crypto, () => undefined)
  await expect(refused).rejects.toMatchObject({ code })
  await new Promise((resolve) => server.close(resolve))
})

test('a file that is neither export nor receipt fails, whatever it calls itself', async () => {
  expect((await run('nothing of the kind\n')).verdict).toBe('TOTAL_FAILED')
  expect((await run('{"v":"contremarque/receipt/1"}\n')).findings[0]!.code).toBe(
    'RECEIPT_MALFORMED',
  )
})

test('an export is not taken for a receipt by a word inside it', async () => {
  expect(
    await isReceipt(blob('{"kind":"header","v":"contremarque/export/1"}\n"contremarque/receipt/')),
  ).toBe(false)
  expect(await isReceipt(blob('{"v":"contremarque/receipt/1"}'))).toBe(true)
})

test('the fingerprints shown are those of the report', async () => {
  const { trust: reported } = await run(ledger.export())
  expect(trustFingerprints(trust).map(({ sha256 }) => sha256)).toEqual(
    reported.fingerprints.map(({ sha256 }) => sha256),
  )
})
