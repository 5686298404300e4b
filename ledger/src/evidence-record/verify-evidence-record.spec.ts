import { dataObjects, evidenceRecords } from '../../test/evidence-fixture.ts'
import { crypto, freshKey, genTime, nonce, tsaFixture } from '../../test/tsa-fixture.ts'
import { der, derInteger, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { compareBytes, concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { createEvidenceRecord, encodeEvidenceRecord } from './encode-evidence-record.ts'
import { parseEvidenceRecord } from './parse-evidence-record.ts'
import { verifyEvidenceRecord } from './verify-evidence-record.ts'

const fixture = await tsaFixture()
const objects = await dataObjects(6)
const { digests, records, token, tree } = await evidenceRecords(objects, fixture)
const { chain, crls, ocsps, trust } = await fixture.evidence()
const surroundings = { chain, crls, ocsps, trust, nonce: toHex(nonce) }

async function codes(record: Uint8Array, object: Uint8Array): Promise<string[]> {
  const result = await verifyEvidenceRecord({ record, object, ...surroundings }, crypto)
  return result.ok ? [] : result.problems.map(({ code }) => code)
}

test('ER-02 every entry and the note of a run verify by their records, and are dated', async () => {
  for (const [index, object] of objects.entries()) {
    const evidence = { record: records[index]!, object, ...surroundings }
    expect(await verifyEvidenceRecord(evidence, crypto)).toMatchObject({
      ok: true,
      genTime,
      notAfter: genTime + 100,
      revocation: 'good',
    })
  }
})

test('ER-02 the record of one object is the one made from the kept tree', () => {
  const record = createEvidenceRecord({ objectDigests: digests, index: 3, token }, crypto)
  expect(record).toEqual(records[3])
  expect(parseEvidenceRecord(record)).toEqual({ object: digests[3], path: tree.path(3), token })
})

test('ER-03 T-01 no byte of a record can be changed', async () => {
  const record = records[2]!
  const accepted: number[] = []
  for (let at = 0; at < record.length; at++) {
    const changed = record.slice()
    changed[at]! ^= 1 << (at % 8)
    if ((await codes(changed, objects[2]!)).length === 0) accepted.push(at)
  }
  expect(accepted).toEqual([])
})

test('ER-04 T-06 a record proves its own object only', async () => {
  expect(await codes(records[1]!, objects[2]!)).toEqual(['EVIDENCE_OBJECT_MISMATCH'])
  const edited = objects[1]!.slice()
  edited[edited.length - 1]! ^= 1
  expect(await codes(records[1]!, edited)).toContain('EVIDENCE_OBJECT_MISMATCH')
})

test('ER-05 T-14 two sibling hashes joined are no data object, though their hash stands in the tree', async () => {
  const joined = concatBytes(...digests.slice(0, 2).toSorted(compareBytes))
  const record = encodeEvidenceRecord({
    object: crypto.digest('sha-256', joined),
    path: tree.path(0).slice(1),
    token,
  })
  expect(await codes(record, joined)).toEqual(['EVIDENCE_OBJECT_NOT_ALLOWED'])
})

test('ER-05 a text that is no note, and an entry with a byte more, are no data objects', async () => {
  for (const object of [
    new Uint8Array(0),
    new TextEncoder().encode('hello\n'),
    concatBytes(objects[0]!, Uint8Array.of(0)),
  ]) {
    const digest = crypto.digest('sha-256', object)
    const over = await fixture.token({ tstInfo: { imprint: digest } })
    const record = encodeEvidenceRecord({ object: digest, path: [], token: over })
    expect(await codes(record, object)).toEqual(['EVIDENCE_OBJECT_NOT_ALLOWED'])
  }
})

test('ER-06 T-09 the token is verified as strictly as any other', async () => {
  const forged = await fixture.token({ tstInfo: { imprint: tree.root }, key: freshKey() })
  const record = encodeEvidenceRecord({ object: digests[0]!, path: tree.path(0), token: forged })
  expect(await codes(record, objects[0]!)).toEqual(['TOKEN_SIGNATURE_INVALID'])
  const other = encodeEvidenceRecord({ object: digests[0]!, path: tree.path(1), token })
  expect(await codes(other, objects[0]!)).toEqual(['TOKEN_IMPRINT_MISMATCH'])
  const missing = encodeEvidenceRecord({ object: digests[0]!, path: tree.path(0).slice(1), token })
  expect(await codes(missing, objects[0]!)).toEqual(['TOKEN_IMPRINT_MISMATCH'])
})

const list = (...hashes: Uint8Array[]): Uint8Array =>
  derSequence(...hashes.map((hash) => derOctetString(hash)))
const lists = (...parts: Uint8Array[]): Uint8Array => der(tag.constructedContext(2), ...parts)
const sha256 = derSequence(derSequence(derOid(oid.sha256)))
const [object, sibling] = [digests[0]!, digests[1]!]
const stamp = derSequence(lists(list(object), list(sibling)), token)

test.each<[string, Uint8Array]>([
  ['bytes after the end', concatBytes(records[0]!, Uint8Array.of(0))],
  ['version 2', derSequence(derInteger(2), sha256, derSequence(derSequence(stamp)))],
  [
    'two digest algorithms',
    derSequence(
      derInteger(1),
      derSequence(derSequence(derOid(oid.sha256)), derSequence(derOid(oid.sha512))),
      derSequence(derSequence(stamp)),
    ),
  ],
  [
    'SHA-512',
    derSequence(
      derInteger(1),
      derSequence(derSequence(derOid(oid.sha512))),
      derSequence(derSequence(stamp)),
    ),
  ],
  [
    'cryptoInfos',
    derSequence(
      derInteger(1),
      sha256,
      der(tag.constructedContext(0)),
      derSequence(derSequence(stamp)),
    ),
  ],
  [
    'two chains',
    derSequence(derInteger(1), sha256, derSequence(derSequence(stamp), derSequence(stamp))),
  ],
  ['two time-stamps', derSequence(derInteger(1), sha256, derSequence(derSequence(stamp, stamp)))],
  ['no time-stamp', derSequence(derInteger(1), sha256, derSequence(derSequence()))],
  [
    'no hash tree',
    derSequence(derInteger(1), sha256, derSequence(derSequence(derSequence(token)))),
  ],
  [
    'an empty hash tree',
    derSequence(derInteger(1), sha256, derSequence(derSequence(derSequence(lists(), token)))),
  ],
  [
    'two objects in the first list',
    derSequence(
      derInteger(1),
      sha256,
      derSequence(derSequence(derSequence(lists(list(object, sibling)), token))),
    ),
  ],
  [
    'an empty list',
    derSequence(
      derInteger(1),
      sha256,
      derSequence(derSequence(derSequence(lists(list(object), list()), token))),
    ),
  ],
  [
    'a short hash',
    derSequence(
      derInteger(1),
      sha256,
      derSequence(derSequence(derSequence(lists(list(object.subarray(1))), token))),
    ),
  ],
  [
    'more lists than 2^64 objects need',
    encodeEvidenceRecord({ object, path: Array.from({ length: 65 }, () => sibling), token }),
  ],
  ['nothing', new Uint8Array(0)],
])('ER-07 T-15 a record with %s is refused', async (_name, record) => {
  expect(await codes(record, objects[0]!)).toEqual(['EVIDENCE_RECORD_MALFORMED'])
})
