import { readFileSync } from 'node:fs'
import { parseBase64 } from '../src/bytes/base64.ts'
import { encodeUtf8 } from '../src/bytes/utf8.ts'
import { commitmentDigest } from '../src/entry/commitment.ts'
import type { JsonValue } from '../src/entry/envelope.ts'
import { canonicalize } from '../src/entry/jcs.ts'
import { LedgerError } from '../src/errors.ts'
import { verifyEvidenceRecord } from '../src/evidence-record/verify-evidence-record.ts'
import { verifyConsistency } from '../src/merkle/consistency-proof.ts'
import { verifyInclusion } from '../src/merkle/inclusion-proof.ts'
import { verifyToken } from '../src/timestamp/verify-token.ts'
import { parseTrust } from '../src/trust/parse-trust.ts'
import { verifyReceiptFile } from '../src/verifier/receipt/verify-receipt-file.ts'
import { commitmentVectors } from './part-vectors/commitment-vectors.ts'
import {
  type Accepted,
  type CommitmentCase,
  type ConsistencyCase,
  type EvidenceCase,
  type InclusionCase,
  type ReceiptCase,
  readParts,
  readVector,
  type TokenCase,
  type TokenSurroundings,
} from './part-vectors/part.ts'
import { consistencyVectors, inclusionVectors } from './part-vectors/tree-vectors.ts'
import { crypto } from './test-world.ts'
import { codes } from './verify-bytes.ts'

const hex = (text: string) => Uint8Array.fromHex(text)

const inclusion = readParts<InclusionCase>('inclusion-proofs')
test.each(inclusion.cases)('M-05 M-06 inclusion $name ($what): $valid', (one) => {
  const { leaf, index, size, proof, root } = one
  const claim = { leaf: hex(leaf), index, size, proof: proof.map(hex), root: hex(root) }
  expect(verifyInclusion(claim, crypto)).toBe(one.valid)
})

const consistency = readParts<ConsistencyCase>('consistency-proofs')
test.each(consistency.cases)('M-07 M-08 M-09 consistency $name ($what): $valid', (one) => {
  const { size1, size2, root1, root2, proof } = one
  const roots = { root1: hex(root1), root2: hex(root2) }
  const claim = { size1, size2, ...roots, proof: proof.map(hex) }
  expect(verifyConsistency(claim, crypto)).toBe(one.valid)
})

const commitments = readParts<CommitmentCase>('commitments')
test.each(commitments.cases)('E-31 commitment $name ($what): $opens', (one) => {
  let opens: CommitmentCase['opens']
  try {
    opens = commitmentDigest(one.opening, crypto) === one.digest
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    opens = (error as LedgerError).code
  }
  expect(opens).toBe(one.opens)
})

test('what no random signature is in can be made again, to the byte', () => {
  expect(inclusionVectors()).toEqual(inclusion)
  expect(consistencyVectors()).toEqual(consistency)
  expect(commitmentVectors()).toEqual(commitments)
})

/** What a case is verified with: its own members, else the common ones. */
function surroundings(common: TokenSurroundings, one: TokenSurroundings) {
  const { nonce, policies, at, roots, certificates, accuracy, chain, crls, ocsps } = {
    ...common,
    ...one,
  }
  return {
    nonce: nonce!,
    policies: policies!,
    ...(at === undefined ? {} : { at }),
    chain: chain!.map(parseBase64),
    crls: crls!.map(parseBase64),
    ocsps: ocsps!.map(parseBase64),
    trust: { roots: roots!.map(parseBase64), certificates: certificates!, accuracy: accuracy! },
  }
}

type Result = Awaited<ReturnType<typeof verifyToken | typeof verifyEvidenceRecord>>

function expectResult(result: Result, one: { codes: readonly string[]; accepted?: Accepted }) {
  const problems = result.ok ? [] : result.problems.map(({ code }) => code)
  expect(problems.toSorted()).toEqual(one.codes.toSorted())
  expect(result.ok).toBe(one.accepted !== undefined)
  if (one.accepted !== undefined) expect(result).toMatchObject(one.accepted)
}

const tokens = readParts<TokenCase>('tokens')
test.each(tokens.cases)('TS-01 TS-08 token $name ($what): $codes', async (one) => {
  const imprint = hex(one.imprint ?? tokens.common!.imprint!)
  const token = parseBase64(one.token)
  const given = surroundings(tokens.common!, one)
  expectResult(await verifyToken({ token, imprint, ...given }, crypto), one)
})

test('every problem of a token has a vector', () => {
  const source = new URL('../src/timestamp/token-problem.ts', import.meta.url)
  const union = readFileSync(source, 'utf8').matchAll(/^ {2}\| '([A-Z_]+)'$/gm)
  const shown = new Set(tokens.cases.flatMap((one) => one.codes))
  expect([...shown].sort()).toEqual([...union].map(([, code]) => code))
})

const evidence = readParts<EvidenceCase>('evidence-records')
test.each(evidence.cases)('ER-02 ER-07 evidence record $name ($what): $codes', async (one) => {
  const given = { record: parseBase64(one.record), object: parseBase64(one.object) }
  const all = { ...given, ...surroundings(evidence.common!, one) }
  expectResult(await verifyEvidenceRecord(all, crypto), one)
})

const receipts = readParts<ReceiptCase>('receipts')
const whole = JSON.parse(new TextDecoder().decode(readVector('ledger.receipt.json'))) as object
const trust = parseTrust(readVector('ledger.trust.json'))
test.each(receipts.cases)('RE-01 RE-08 receipt $name ($what): $verdict', async (one) => {
  const text = one.text ?? canonicalize({ ...whole, ...one.members } as JsonValue)
  const given = { trust, trustSource: 'given', crypto } as const
  const report = await verifyReceiptFile(encodeUtf8(text), given)
  expect(report.verdict).toBe(one.verdict)
  expect([...new Set(codes(report))].sort()).toEqual(one.codes.toSorted())
})
