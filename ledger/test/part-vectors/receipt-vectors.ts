import { signCheckpoint } from '../../src/checkpoint/sign-checkpoint.ts'
import { entryHash } from '../../src/entry/entry-hash.ts'
import type { Envelope } from '../../src/entry/envelope.ts'
import type { Receipt } from '../../src/receipt/receipt.ts'
import type { StampToken } from '../../src/records/records.ts'
import type { Signer } from '../../src/signature/signer.ts'
import { parseToken } from '../../src/timestamp/parse-token.ts'
import { reencode } from '../rewrite.ts'
import { crypto } from '../test-world.ts'
import { forgedToken } from './forged-token.ts'
import { type FrozenWorld, frozenWorld } from './frozen.ts'
import { flipped, readVector, type Parts, type ReceiptCase } from './part.ts'

const HOUR = 3_600_000
const other = 'ab'.repeat(32)
const text = new TextDecoder().decode(readVector('ledger.receipt.json'))
const whole = JSON.parse(text) as Receipt
const der = Uint8Array.fromBase64(whole.entry)
const seal = whole.seal!
const stamp = whole.stamp!

type Row = readonly [string, string, readonly string[], Partial<Receipt>]

/** ledger.receipt.json as its holder might change it, and whoever has a key of the ledger. */
export async function receiptVectors(): Promise<Parts<ReceiptCase>> {
  const world = await frozenWorld()
  const failed = [...(await withKeys(world)), ...withoutKeys()]
  const open = await promised(world)
  const refused = ['RECEIPT_MALFORMED']
  const toCase =
    (verdict: ReceiptCase['verdict']) =>
    ([name, what, codes, members]: Row): ReceiptCase => ({ name, what, members, verdict, codes })
  return {
    cases: [
      { name: 'good', what: 'as it is', members: {}, verdict: 'TOTAL_PASSED', codes: [] },
      ...open.map(toCase('INDETERMINATE')),
      ...failed.map(toCase('TOTAL_FAILED')),
      {
        name: 'space-in-it',
        what: 'a space after a comma',
        text: text.replace(',', ', '),
        verdict: 'TOTAL_FAILED',
        codes: refused,
      },
      {
        name: 'member-added',
        what: 'a member more',
        members: { remark: 'true copy' },
        verdict: 'TOTAL_FAILED',
        codes: refused,
      },
      {
        name: 'stamp-left-out',
        what: 'said to be stamped, without a stamp',
        members: { stamp: null },
        verdict: 'TOTAL_FAILED',
        codes: refused,
      },
    ],
  }
}

/** Promises, and what is left open. */
async function promised({ tsa }: FrozenWorld): Promise<readonly Row[]> {
  const later = await retoken(tsa, HOUR)
  const bare = { ...stamp.tokens[0]!, crls: [] }
  return [
    [
      'recorded',
      'a promise to seal',
      ['NOT_SEALED', 'NOT_STAMPED'],
      { state: 'recorded', seal: null, stamp: null },
    ],
    ['sealed', 'sealed, not time-stamped yet', ['NOT_STAMPED'], { state: 'sealed', stamp: null }],
    [
      'anchor-left-out',
      'the anchor that the entry names is not shown',
      ['ANCHOR_MISSING'],
      { anchor: null },
    ],
    [
      'tokens-disagree',
      'two tokens an hour apart',
      ['TOKENS_DISAGREE'],
      { stamp: { ...stamp, tokens: [...stamp.tokens, later] } },
    ],
    [
      'revocation-missing',
      'no list tells of revocation',
      ['TOKEN_REVOCATION_UNKNOWN'],
      { stamp: { ...stamp, tokens: [bare] } },
    ],
  ]
}

/** Signed again by whoever has the key. */
async function withKeys({
  seal: sealSigner,
  forger,
  note: signer,
}: FrozenWorld): Promise<readonly Row[]> {
  const edited = await resigned(sealSigner, (envelope) => ({
    ...envelope,
    data: { ...envelope.data, first: false },
  }))
  const otherKey = await resigned(forger, (envelope) => envelope)
  const note = await signCheckpoint(
    { origin: whole.origin, size: 8, root: Uint8Array.fromHex(other) },
    signer,
    crypto,
  )
  const noAuthority = await retoken(forger, 0)
  return [
    [
      'entry-edited-resigned',
      'another value, signed again with the seal key',
      ['INCLUSION_INVALID'],
      edited,
    ],
    [
      'entry-other-key',
      'signed again with another key of the same authority',
      ['SEAL_KEY_NOT_IN_LEDGER', 'INCLUSION_INVALID'],
      otherKey,
    ],
    [
      'note-other-root',
      'another root, signed with the checkpoint key',
      ['INCLUSION_INVALID', 'TOKEN_IMPRINT_MISMATCH'],
      { stamp: { ...stamp, note } },
    ],
    [
      'token-of-no-authority',
      'a token by a certificate that is for no time-stamps',
      ['TOKEN_EKU_MISSING', 'TOKEN_CERTIFICATE_NOT_PINNED'],
      { stamp: { ...stamp, tokens: [noAuthority] } },
    ],
  ]
}

/** Put together by anybody. */
function withoutKeys(): readonly Row[] {
  const [genesis] = whole.keys
  const spoilt = flipped(der, -1)
  const signature = seal.note.trimEnd().slice(-4)
  const note = `${seal.note.slice(0, seal.note.lastIndexOf(signature))}${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}\n`
  return [
    [
      'entry-signature-flipped',
      'one bit of the signature changed, the hash kept',
      ['RECEIPT_MISMATCH', 'SIGNATURE_INVALID'],
      { entry: spoilt.toBase64() },
    ],
    [
      'entry-signature-rehashed',
      'one bit of the signature changed, and the hash',
      ['SIGNATURE_INVALID', 'INCLUSION_INVALID'],
      entryOf(spoilt),
    ],
    [
      'revision-other',
      'another revision than that of the entry',
      ['RECEIPT_MISMATCH'],
      { revision: whole.revision + 1 },
    ],
    [
      'merge-delay-longer',
      'a longer delay than the ledger promises',
      ['RECEIPT_MISMATCH'],
      { mergeDelay: 60 * whole.mergeDelay },
    ],
    [
      'seal-note-flipped',
      'a signature of the batch’s note changed',
      ['CHECKPOINT_SIGNATURE_INVALID'],
      { seal: { ...seal, note } },
    ],
    [
      'seal-inclusion-flipped',
      'a hash of the proof changed',
      ['INCLUSION_INVALID'],
      { seal: { ...seal, inclusion: seal.inclusion.with(0, other) } },
    ],
    [
      'stamp-inclusion-cut',
      'a hash of the proof taken out',
      ['INCLUSION_INVALID'],
      { stamp: { ...stamp, inclusion: stamp.inclusion.slice(1) } },
    ],
    [
      'stamp-path-flipped',
      'a hash of the path changed',
      ['TOKEN_IMPRINT_MISMATCH'],
      { stamp: { ...stamp, path: stamp.path.with(0, other) } },
    ],
    [
      'anchor-other',
      'another anchor than the entry names',
      ['ANCHOR_UNKNOWN'],
      { anchor: { note: stamp.note, path: stamp.path, tokens: stamp.tokens } },
    ],
    [
      'key-inclusion-flipped',
      'a hash of the proof of the key changed',
      ['INCLUSION_INVALID'],
      { keys: [{ ...genesis!, inclusion: genesis!.inclusion.with(0, other) }] },
    ],
    [
      'genesis-twice',
      'the genesis entry twice',
      ['GENESIS_MALFORMED'],
      { keys: [genesis!, genesis!] },
    ],
    ['genesis-other', 'another genesis named', ['GENESIS_MISMATCH'], { genesis: other }],
  ]
}

async function resigned(signer: Signer, edit: (envelope: Envelope) => Envelope) {
  return entryOf(await reencode(der, signer, edit))
}

function entryOf(bytes: Uint8Array): Partial<Receipt> {
  return { entry: bytes.toBase64(), hash: entryHash(bytes, crypto).toHex() }
}

/** The token of the receipt made again, over the same imprint and nonce. */
async function retoken(signer: Signer, shift: number): Promise<StampToken> {
  const [token] = stamp.tokens
  const like = Uint8Array.fromBase64(token!.token)
  const genTime = parseToken(like).tstInfo.genTime + shift
  return { ...token!, token: (await forgedToken(signer, like, { genTime })).toBase64() }
}
