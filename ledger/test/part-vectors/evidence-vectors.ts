import { der, derInteger, derOctetString, derOid, derSequence } from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { tag } from '../../src/asn1/tag.ts'
import { compareBytes, concatBytes } from '../../src/bytes/bytes.ts'
import { encodeEvidenceRecord } from '../../src/evidence-record/encode-evidence-record.ts'
import { evidenceTree } from '../../src/evidence-record/evidence-tree.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { crypto } from '../test-world.ts'
import { forgedToken } from './forged-token.ts'
import { type FrozenWorld, frozenWorld } from './frozen.ts'
import { flipped, type EvidenceCase, type Parts } from './part.ts'

const STAMP = 1
const digest = (bytes: Uint8Array) => crypto.digest('sha-256', bytes)

/** Name, what was changed, the codes it is refused with, the record, what it is said to be about. */
type Row = readonly [
  name: string,
  what: string,
  codes: readonly string[],
  record: Uint8Array,
  object?: Uint8Array,
]

/** Records of the run of one time-stamp of ledger.jsonl: four entries and a note. */
export async function evidenceVectors(): Promise<Parts<EvidenceCase>> {
  const world = await frozenWorld()
  const run = runOf(world)
  const { trust } = world
  const { genTime } = parseToken(run.token).tstInfo
  const accepted = { notBefore: genTime - 50, notAfter: genTime + 50, revocation: 'good' } as const
  const toCase = ([name, what, codes, record, object = run.objects[1]!]: Row): EvidenceCase => ({
    name,
    what,
    codes,
    object: object.toBase64(),
    record: record.toBase64(),
  })
  const good: readonly Row[] = [
    ['entry', 'the second entry of the run', [], recordOf(run, 1)],
    ['note', 'the note of its last batch', [], recordOf(run, 4), run.objects[4]!],
  ]
  const { nonce, policy, chain, crls, ocsps } = run.stamped
  const { certificates, accuracy } = trust.tsas[0]!
  return {
    common: {
      nonce,
      policies: [policy],
      roots: trust.tsaRoots,
      certificates,
      accuracy,
      chain,
      crls,
      ocsps,
    },
    cases: [
      ...good.map((row) => ({ ...toCase(row), accepted })),
      ...[...(await about(run, world)), ...(await overPath(run, world)), ...shaped(run)].map(
        toCase,
      ),
    ],
  }
}

function runOf({ ledger }: FrozenWorld) {
  const { record } = ledger.stamps[STAMP]!
  const { record: head } = ledger.batches[record.lastBatch]!
  const { first } = ledger.batches[record.firstBatch]!.record
  const entries = ledger.entries.slice(first, head.first + head.count)
  const objects = [...entries.map((entry) => entry.der), new TextEncoder().encode(head.note)]
  const tree = evidenceTree(objects.map(digest), crypto)
  const [stamped] = record.tokens
  return { objects, tree, stamped: stamped!, token: Uint8Array.fromBase64(stamped!.token) }
}

type Run = ReturnType<typeof runOf>

function recordOf({ objects, tree, token }: Run, index: number): Uint8Array {
  return encodeEvidenceRecord({ object: digest(objects[index]!), path: tree.path(index), token })
}

/** What a record is said to be about. */
async function about(run: Run, { tsa }: FrozenWorld): Promise<readonly Row[]> {
  const { objects, tree, token } = run
  const whole = recordOf(run, 1)
  const joined = concatBytes(...objects.slice(0, 2).map(digest).toSorted(compareBytes))
  const path = tree.path(0).slice(1)
  const text = new TextEncoder().encode('hello\n')
  const overText = {
    object: digest(text),
    path: [],
    token: await forgedToken(tsa, token, { imprint: digest(text) }),
  }
  const notAllowed = ['EVIDENCE_OBJECT_NOT_ALLOWED']
  const mismatch = ['EVIDENCE_OBJECT_MISMATCH']
  return [
    ['object-other', 'the record of another entry', mismatch, whole, objects[2]!],
    ['object-edited', 'one bit of the entry changed', mismatch, whole, flipped(objects[1]!, -1)],
    [
      'object-two-hashes',
      'two sibling hashes joined, whose hash stands in the tree',
      notAllowed,
      encodeEvidenceRecord({ object: digest(joined), path, token }),
      joined,
    ],
    [
      'object-text',
      'a text that is no note, time-stamped by the authority',
      notAllowed,
      encodeEvidenceRecord(overText),
      text,
    ],
  ]
}

/** Whether the token is over what the path leads to, and whose it is. */
async function overPath(run: Run, { forger }: FrozenWorld): Promise<readonly Row[]> {
  const { tree, token, objects } = run
  const object = digest(objects[1]!)
  const path = tree.path(1)
  const by = (forged: Uint8Array) => encodeEvidenceRecord({ object, path, token: forged })
  const along = (other: readonly Uint8Array[]) =>
    encodeEvidenceRecord({ object, path: other, token })
  const mismatch = ['TOKEN_IMPRINT_MISMATCH']
  const flip = path.with(0, flipped(path[0]!, 0))
  return [
    ['path-flipped', 'one bit of a hash changed', mismatch, along(flip)],
    ['path-cut', 'the last hash taken out', mismatch, along(path.slice(0, -1))],
    ['path-of-another', 'the path of another entry', mismatch, along(tree.path(2))],
    [
      'token-of-no-authority',
      'a token by a certificate that is for no time-stamps',
      ['TOKEN_EKU_MISSING', 'TOKEN_CERTIFICATE_NOT_PINNED'],
      by(await forgedToken(forger, token)),
    ],
  ]
}

/** The form: every other one is refused. */
function shaped(run: Run): readonly Row[] {
  const { tree, token, objects } = run
  const object = digest(objects[1]!)
  const [sibling, ...rest] = tree.path(1)
  const list = (...hashes: Uint8Array[]) =>
    derSequence(...hashes.map((hash) => derOctetString(hash)))
  const archived = (...lists: Uint8Array[]) =>
    derSequence(der(tag.constructedContext(2), ...lists, ...rest.map((hash) => list(hash))), token)
  const whole = archived(list(object), list(sibling!))
  const record = (stamps: readonly Uint8Array[], version = 1, algorithm: string = oid.sha256) =>
    derSequence(
      derInteger(version),
      derSequence(derSequence(derOid(algorithm))),
      derSequence(derSequence(...stamps)),
    )
  const rows: readonly (readonly [string, string, Uint8Array])[] = [
    ['version-2', 'a version that there is not', record([whole], 2)],
    ['sha-512', 'said to be by SHA-512', record([whole], 1, oid.sha512)],
    ['time-stamp-doubled', 'two ArchiveTimeStamps', record([whole, whole])],
    ['time-stamp-missing', 'no ArchiveTimeStamp', record([])],
    ['objects-two', 'two objects in the first list', record([archived(list(object, sibling!))])],
    [
      'hash-cut',
      'a hash of 31 bytes',
      record([archived(list(object.subarray(1)), list(sibling!))]),
    ],
    ['trailing-byte', 'a byte after the end', concatBytes(record([whole]), Uint8Array.of(0))],
  ]
  return rows.map(([name, what, bytes]) => [name, what, ['EVIDENCE_RECORD_MALFORMED'], bytes])
}
