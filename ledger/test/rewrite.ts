import { developmentTsa } from '../development/index.ts'
import { fileSigner, generateP256 } from '../node/index.ts'
import { signCheckpoint } from '../src/checkpoint/sign-checkpoint.ts'
import type { Envelope } from '../src/entry/envelope.ts'
import { entryHash } from '../src/entry/entry-hash.ts'
import { parseEntry } from '../src/entry/parse-entry.ts'
import { signEntry } from '../src/entry/sign-entry.ts'
import { CompactRange } from '../src/merkle/compact-range.ts'
import { encodeRecord, recordHash } from '../src/records/encode-record.ts'
import {
  REVOCATION_VERSION,
  type BatchRecord,
  type RevocationRecord,
  type StampingRecord,
  type StampRecord,
  type StampToken,
} from '../src/records/records.ts'
import type { Signer } from '../src/signature/signer.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { buildTimestampRequest } from '../src/timestamp/timestamp-request.ts'
import { parseTimestampResponse } from '../src/timestamp/timestamp-response.ts'
import type { TestEntry, TestLedger } from './test-ledger.ts'
import { crypto, POLICY, START, type World } from './test-world.ts'

/** What there is to forge in a ledger: made by a test, or frozen once. */
export interface ForgedLedger {
  readonly items: readonly LedgerItem[]
  readonly entries: readonly TestEntry[]
  readonly batches: readonly { readonly record: BatchRecord; readonly bytes: Uint8Array }[]
  readonly stamps: readonly { readonly record: StampRecord; readonly bytes: Uint8Array }[]
}

/** An entry edited and signed again, as somebody with a key would. */
export async function reencode(
  der: Uint8Array,
  signer: Signer,
  edit: (envelope: Envelope) => Envelope,
): Promise<Uint8Array> {
  const { envelope } = parseEntry(der, crypto)
  return (await signEntry(edit(envelope), signer, crypto)).der
}

/** A batch item with its record edited and its note signed again over another root. */
export async function withRecord(
  ledger: TestLedger,
  batch: number,
  { origin, note: signer }: World,
  edit: (record: BatchRecord) => BatchRecord,
  root: string,
): Promise<LedgerItem> {
  const { record } = ledger.batches[batch]!
  const size = record.first + record.count
  const note = await signCheckpoint(
    { origin, size, root: Uint8Array.fromHex(root) },
    signer,
    crypto,
  )
  return { kind: 'batch', bytes: encodeRecord(edit({ ...record, note })) }
}

/** The items with an entry more at the end of a batch, which is sealed anew as its sealer would. */
export async function sealedInto(
  { batches, items, entries }: ForgedLedger,
  batch: number,
  entry: LedgerItem & { readonly kind: 'entry' },
  { origin, note: signer }: Pick<World, 'origin' | 'note'>,
): Promise<readonly LedgerItem[]> {
  const { record, bytes } = batches[batch]!
  const { stream, revision, der } = entry
  const range = new CompactRange(crypto)
  const sealed = entries.slice(0, record.first + record.count)
  for (const { hash } of sealed) range.append(Uint8Array.fromHex(hash))
  range.append(entryHash(der, crypto))
  const note = await signCheckpoint(
    { origin, size: range.size, root: range.root() },
    signer,
    crypto,
  )
  const ranges = [...record.ranges, { stream, from: revision, to: revision }]
  const forged = encodeRecord({ ...record, count: record.count + 1, ranges, note })
  const place = items.findIndex((item) => item.kind === 'batch' && item.bytes === bytes)
  return items.toSpliced(place, 1, entry, { kind: 'batch', bytes: forged })
}

/** Stamping records that follow one another again: numbers, runs and hashes written anew. */
export function relinked<T extends { readonly record: StampRecord; readonly bytes: Uint8Array }>(
  stamps: readonly T[],
): T[] {
  const linked: T[] = []
  for (const stamp of stamps) {
    const last = linked.at(-1)
    const record = {
      ...stamp.record,
      stamp: linked.length,
      firstBatch: last === undefined ? 0 : last.record.lastBatch + 1,
      previous: last === undefined ? null : recordHash(last.bytes, crypto),
    }
    linked.push({ ...stamp, record, bytes: encodeRecord(record) })
  }
  return linked
}

/** The items with one stamping record edited: it is signed by nobody. */
export function withStamp(
  { items, stamps }: ForgedLedger,
  stamp: number,
  edit: (record: StampRecord) => StampRecord,
): readonly LedgerItem[] {
  const { record, bytes } = stamps[stamp]!
  const place = items.findIndex((item) => item.kind === 'stamp' && item.bytes === bytes)
  return items.with(place, { kind: 'stamp', bytes: encodeRecord(edit(record)) })
}

/** The ledger as if the data of its stamp 1 had come later, in a record behind it or not at all. */
export function provedLater(
  { items, stamps }: ForgedLedger,
  later: 'recorded' | 'missing',
): readonly LedgerItem[] {
  let stamp = 0
  let previous: string | null = null
  const link = <T extends StampingRecord>(record: T): LedgerItem => {
    const bytes = encodeRecord({ ...record, stamp: stamp++, previous } as StampingRecord)
    previous = recordHash(bytes, crypto)
    return { kind: 'stamp', bytes }
  }
  return items.flatMap((item) => {
    const record =
      item.kind === 'stamp' ? stamps.find(({ bytes }) => bytes === item.bytes)?.record : undefined
    if (record?.stamp !== 1) return record === undefined ? [item] : [link(record)]
    const [token] = record.tokens
    const bare = link({ ...record, tokens: [{ ...token!, crls: [] }] })
    return later === 'missing' ? [bare] : [bare, link(laterData(record, token!))]
  })
}

function laterData({ origin, algorithms, stamp, stampedAt }: StampRecord, token: StampToken) {
  const { tsa, crls, ocsps } = token
  return {
    ...({ v: REVOCATION_VERSION, origin, algorithms, tsa, crls, ocsps } as const),
    ...{ stamp: stamp + 1, firstStamp: stamp, lastStamp: stamp },
    ...{ fetchedAt: stampedAt, previous: '' },
  } satisfies RevocationRecord
}

/** A stamp item whose token somebody else made, over the same imprint and nonce. */
export async function restamp(
  ledger: TestLedger,
  stamp: number,
  world: World,
  { usage, shift = 0 }: { readonly usage: 'seal' | 'tsa'; readonly shift?: number },
): Promise<LedgerItem & { readonly kind: 'stamp' }> {
  const { record } = ledger.stamps[stamp]!
  const { privateKeyPem, publicKey } = generateP256()
  const notBefore = START - 86_400_000
  const certificate = await world.pki.issue({ usage, commonName: 'Forger', publicKey, notBefore })
  const signer = usage === 'tsa' ? world.tsaSigner : fileSigner({ privateKeyPem, certificate })
  const tsa = developmentTsa(
    {
      signer,
      policy: POLICY,
      accuracy: 50,
      clock: () => Date.parse(record.stampedAt) + shift,
      serial: () => 99n,
    },
    crypto,
  )
  const [token] = record.tokens
  const request = buildTimestampRequest({
    imprint: Uint8Array.fromHex(record.imprint),
    nonce: Uint8Array.fromHex(token!.nonce),
    policy: POLICY,
  })
  const answer = parseTimestampResponse(await tsa.answer(request))
  const tokens = [{ ...token!, token: answer.token!.toBase64() }]
  return { kind: 'stamp', bytes: encodeRecord({ ...record, tokens }) }
}
