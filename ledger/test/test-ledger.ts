import { createHash } from 'node:crypto'
import type { DevelopmentTsa } from '../development/index.ts'
import { formatVerifierKey } from '../src/checkpoint/verifier-key.ts'
import { signCheckpoint } from '../src/checkpoint/sign-checkpoint.ts'
import type { Anchor, Envelope, JsonObject } from '../src/entry/envelope.ts'
import { ENVELOPE_VERSION } from '../src/entry/envelope.ts'
import { signEntry } from '../src/entry/sign-entry.ts'
import { evidenceTree, type EvidenceTree } from '../src/evidence-record/evidence-tree.ts'
import { CompactRange } from '../src/merkle/compact-range.ts'
import { ALGORITHMS } from '../src/records/algorithms.ts'
import { encodeRecord, recordHash } from '../src/records/encode-record.ts'
import {
  BATCH_VERSION,
  REVOCATION_VERSION,
  STAMP_VERSION,
  type BatchRecord,
  type RevocationRecord,
  type StampingRecord,
  type StampRecord,
} from '../src/records/records.ts'
import type { Signer } from '../src/signature/signer.ts'
import { ExportWriter } from '../src/source/export-writer.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { buildTimestampRequest, timestampNonce } from '../src/timestamp/timestamp-request.ts'
import { parseTimestampResponse } from '../src/timestamp/timestamp-response.ts'
import { trustFromGenesis } from '../src/trust/trust-from-genesis.ts'
import type { Trust } from '../src/trust/trust.ts'
import { crypto, POLICY, type World } from './test-world.ts'

const text = new TextEncoder()
const PLATFORM_ACTOR = '00000000-0000-4000-8000-000000000001'

export interface TestEntry {
  readonly stream: string
  readonly revision: number
  readonly der: Uint8Array
  readonly hash: string
  readonly envelope: Envelope
}

export interface StampOptions {
  /** Revocation lists to keep beside the token. */
  readonly crls?: readonly Uint8Array[]
  /** Who makes the token; the first one's name all the same. */
  readonly tsa?: DevelopmentTsa
}

/** What a recorder, a sealer and a stamper would do, in the smallest form that is right. */
export class TestLedger {
  readonly world: World
  readonly entries: TestEntry[] = []
  readonly batches: { record: BatchRecord; bytes: Uint8Array }[] = []
  readonly stamps: { record: StampRecord; bytes: Uint8Array; tree: EvidenceTree }[] = []
  /** In the order of an export. */
  readonly items: LedgerItem[] = []
  anchor: Anchor | null = null
  signer: Signer
  private readonly heads = new Map<string, TestEntry>()
  private stampingEnd: { readonly stamp: number; readonly hash: string | null } = {
    stamp: -1,
    hash: null,
  }
  private readonly range = new CompactRange(crypto)
  private pending: TestEntry[] = []

  constructor(world: World) {
    this.world = world
    this.signer = world.seal
  }

  /** With its genesis sealed and stamped. */
  static async open(
    world: World,
    profile: 'development' | 'production' = 'development',
  ): Promise<TestLedger> {
    const ledger = new TestLedger(world)
    await ledger.append('platform-keys', 'LedgerOpened', ledger.genesis(profile))
    await ledger.seal()
    await ledger.stamp()
    return ledger
  }

  /** Data of `LedgerOpened`. */
  genesis(profile: 'development' | 'production' = 'development'): JsonObject {
    const { note, seal } = this.world
    return {
      profile,
      algorithms: { ...ALGORITHMS },
      checkpointKey: formatVerifierKey(note, crypto),
      sealCertificate: base64url(seal.certificate),
      tsas: [this.tsa()],
      mergeDelay: 60_000,
      predecessor: null,
    }
  }

  tsa() {
    const certificates = [crypto.digest('sha-256', this.world.tsaCertificate).toHex()]
    return { name: 'test', policies: [POLICY], certificates, accuracy: 1000 }
  }

  async append(
    stream: string,
    type: string,
    data: JsonObject,
    changes: Partial<Envelope> = {},
  ): Promise<TestEntry> {
    this.world.clock.now += 137
    const recordedAt = new Date(this.world.clock.now).toISOString()
    const head = this.heads.get(stream)
    const isPlatform = stream.startsWith('platform-')
    const hex = (length: number) => this.world.randomBytes(length).toHex()
    const envelope: Envelope = {
      v: ENVELOPE_VERSION,
      origin: this.world.origin,
      stream,
      revision: head === undefined ? 0 : head.revision + 1,
      type,
      typeVersion: 1,
      actor: { id: PLATFORM_ACTOR, role: isPlatform ? 'plateforme' : 'expert' },
      authentication: {
        method: isPlatform ? 'platform' : 'development',
        validity: 'not-applicable',
        checkedAt: null,
      },
      request: isPlatform ? null : { key: hex(32), body: hex(32) },
      documents: [],
      commitments: [],
      data,
      occurredAt: { at: recordedAt, basis: 'observed' },
      recordedAt,
      clock: { state: 'simulated' },
      previous: head?.hash ?? null,
      anchor: this.anchor,
      correlation: null,
      causation: null,
      ...changes,
    }
    return this.add(envelope)
  }

  /** Signs and appends whatever the envelope says. */
  async add(envelope: Envelope, signer = this.signer): Promise<TestEntry> {
    const { der, hash } = await signEntry(envelope, signer, crypto)
    const { stream, revision } = envelope
    const entry = { stream, revision, der, hash, envelope }
    this.heads.set(stream, entry)
    this.entries.push(entry)
    this.pending.push(entry)
    this.items.push({ kind: 'entry', stream, revision, der })
    return entry
  }

  /** Drops an entry that was signed and handed out, and not sealed yet. */
  forget({ stream, revision, der }: TestEntry): void {
    const isOther = (entry: { readonly der: Uint8Array }) => entry.der !== der
    this.entries.splice(0, this.entries.length, ...this.entries.filter(isOther))
    this.pending = this.pending.filter(isOther)
    const items = this.items.filter((item) => item.kind !== 'entry' || isOther(item))
    this.items.splice(0, this.items.length, ...items)
    const before = this.entries.find((e) => e.stream === stream && e.revision === revision - 1)
    if (before === undefined) this.heads.delete(stream)
    else this.heads.set(stream, before)
  }

  /** @param forged members that a forger with the checkpoint key writes otherwise */
  async seal(forged: Partial<BatchRecord> = {}): Promise<BatchRecord> {
    this.world.clock.now += 500
    // Ranges are contiguous in a batch: bring the entries of a stream together.
    const streams = Map.groupBy(this.pending, ({ stream }) => stream)
    const ordered = [...streams.values()].flat()
    this.items.splice(this.items.length - ordered.length, ordered.length, ...ordered.map(toItem))
    this.entries.splice(this.entries.length - ordered.length, ordered.length, ...ordered)
    const first = this.range.size
    for (const { hash } of ordered) this.range.append(Uint8Array.fromHex(hash))
    const { origin, note: signer } = this.world
    const { size } = this.range
    const note = await signCheckpoint({ origin, size, root: this.range.root() }, signer, crypto)
    const last = this.batches.at(-1)
    const record: BatchRecord = {
      v: BATCH_VERSION,
      origin,
      algorithms: ALGORITHMS,
      batch: this.batches.length,
      first,
      count: ordered.length,
      ranges: [...streams].map(([stream, entries]) => ({
        stream,
        from: entries[0]!.revision,
        to: entries.at(-1)!.revision,
      })),
      note,
      sealedAt: new Date(this.world.clock.now).toISOString(),
      previous: last === undefined ? null : recordHash(last.bytes, crypto),
      ...forged,
    }
    const bytes = encodeRecord(record)
    this.batches.push({ record, bytes })
    this.items.push({ kind: 'batch', bytes })
    this.pending = []
    return record
  }

  async stamp({
    crls = [this.world.crl],
    tsa = this.world.tsa,
  }: StampOptions = {}): Promise<StampRecord> {
    this.world.clock.now += 700
    const last = this.stamps.at(-1)
    const firstBatch = last === undefined ? 0 : last.record.lastBatch + 1
    const run = this.batches.slice(firstBatch)
    const { record: head } = run.at(-1)!
    const entries = this.entries.slice(run[0]!.record.first, head.first + head.count)
    const objects = [...entries.map(({ der }) => der), text.encode(head.note)]
    const tree = evidenceTree(
      objects.map((bytes) => crypto.digest('sha-256', bytes)),
      crypto,
    )
    const nonce = timestampNonce(this.world.randomBytes(16))
    const request = buildTimestampRequest({ imprint: tree.root, nonce, policy: POLICY })
    const { token } = parseTimestampResponse(await tsa.answer(request))
    const record: StampRecord = {
      v: STAMP_VERSION,
      origin: this.world.origin,
      algorithms: ALGORITHMS,
      stamp: this.stampingEnd.stamp + 1,
      firstBatch,
      lastBatch: head.batch,
      imprint: tree.root.toHex(),
      tokens: [
        {
          tsa: 'test',
          nonce: nonce.toHex(),
          policy: POLICY,
          token: token!.toBase64(),
          chain: [],
          crls: crls.map((crl) => crl.toBase64()),
          ocsps: [],
        },
      ],
      stampedAt: new Date(this.world.clock.now).toISOString(),
      previous: this.stampingEnd.hash,
    }
    const bytes = this.appendStamping(record)
    this.stamps.push({ record, bytes, tree })
    this.anchor = {
      size: head.first + head.count,
      root: this.range.root().toHex(),
      token: crypto.digest('sha-256', token!).toHex(),
    }
    return record
  }

  /** Revocation data fetched later, for all stamps so far unless told otherwise. */
  revocation(changes: Partial<RevocationRecord> = {}): RevocationRecord {
    const record: RevocationRecord = {
      v: REVOCATION_VERSION,
      origin: this.world.origin,
      algorithms: ALGORITHMS,
      stamp: this.stampingEnd.stamp + 1,
      tsa: 'test',
      firstStamp: 0,
      lastStamp: this.stampingEnd.stamp,
      crls: [this.world.crl.toBase64()],
      ocsps: [],
      fetchedAt: new Date(this.world.clock.now).toISOString(),
      previous: this.stampingEnd.hash ?? '',
      ...changes,
    }
    this.appendStamping(record)
    return record
  }

  private appendStamping(record: StampingRecord): Uint8Array {
    const bytes = encodeRecord(record)
    this.stampingEnd = { stamp: record.stamp, hash: recordHash(bytes, crypto) }
    this.items.push({ kind: 'stamp', bytes })
    return bytes
  }

  get trust(): Trust {
    const { hash, envelope } = this.entries[0]!
    const roots = [this.world.pki.root.der]
    return trustFromGenesis({
      hash,
      envelope,
      sealRoots: roots,
      tsaRoots: roots,
      clockTolerance: 2000,
    })
  }

  export(items: readonly LedgerItem[] = this.items): Uint8Array {
    return exportOf(this.world.origin, this.entries[0]!.hash, items)
  }
}

/** A well-formed export of whatever items, trailer included. */
export function exportOf(
  origin: string,
  genesis: string,
  items: readonly LedgerItem[],
): Uint8Array {
  const writer = new ExportWriter(createHash('sha256'))
  const lines = [writer.header(origin, genesis, ALGORITHMS)]
  for (const item of items) {
    if (item.kind === 'entry') lines.push(writer.entry(item.stream, item.revision, item.der))
    if (item.kind === 'stamp') lines.push(writer.stamp(new TextDecoder().decode(item.bytes)))
    if (item.kind !== 'batch') continue
    const record = new TextDecoder().decode(item.bytes)
    lines.push(writer.batch(record, (JSON.parse(record) as BatchRecord).note))
  }
  lines.push(writer.trailer())
  // A Buffer's slice would share its bytes.
  return Uint8Array.from(Buffer.concat(lines))
}

function toItem({ stream, revision, der }: TestEntry): LedgerItem {
  return { kind: 'entry', stream, revision, der }
}

export function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}
