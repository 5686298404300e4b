import { readFileSync } from 'node:fs'
import { eventTypes } from '../src/entry/event-types.ts'
import { parseReceipt } from '../src/receipt/parse-receipt.ts'
import { RECEIPT_VERSION } from '../src/receipt/receipt.ts'
import type { Place, Verdict } from '../src/report/report.ts'
import { parseTrust } from '../src/trust/parse-trust.ts'
import { verifyReceiptFile } from '../src/verifier/receipt/verify-receipt-file.ts'
import type { Against } from '../src/verifier/verify-options.ts'
import { frozenTypes } from './frozen-types.ts'
import { crypto } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

interface Vector {
  readonly file: string
  readonly trust: string
  readonly against?: string
  readonly what: string
  readonly verdict: Verdict
  readonly codes: readonly string[]
  readonly place?: Place
}

const read = (name: string) =>
  Uint8Array.from(readFileSync(new URL(`../vectors/${name}`, import.meta.url)))
const vectors = JSON.parse(new TextDecoder().decode(read('vectors.json'))) as Vector[]

function againstOf(name: string | undefined): { against?: Against } {
  if (name === undefined) return {}
  const bytes = read(name)
  const text = new TextDecoder().decode(bytes)
  return text.includes(RECEIPT_VERSION)
    ? { against: { kind: 'receipt', receipt: parseReceipt(bytes) } }
    : { against: { kind: 'checkpoint', note: text } }
}

test.each(vectors)(
  'RP-02 RP-06 $file ($what) is $verdict',
  async ({ file, trust, against, verdict, codes: expected, place }) => {
    const report = await verifyBytes(read(file), parseTrust(read(trust)), againstOf(against))
    expect(report.verdict).toBe(verdict)
    expect(new Set(codes(report))).toEqual(new Set(expected))
    if (place !== undefined)
      expect(report.findings.map((finding) => finding.place)).toContainEqual(place)
  },
)

test('the frozen receipt passes alone', async () => {
  const trust = parseTrust(read('ledger.trust.json'))
  const report = await verifyReceiptFile(read('ledger.receipt.json'), {
    trust,
    trustSource: 'given',
    crypto,
  })
  expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
})

test('every published event type and version has a frozen entry', () => {
  const files = vectors.filter(({ file }) => file.startsWith('event-types'))
  const found = new Set(
    files.flatMap(({ file }) => frozenTypes(new TextDecoder().decode(read(file)))),
  )
  expect([...found].sort()).toEqual(
    eventTypes.map(({ type, typeVersion }) => `${type} ${typeVersion}`).sort(),
  )
})
