import { randomBytes, randomUUID } from 'node:crypto'
import {
  ALGORITHMS,
  BATCH_VERSION,
  CLOSED_VERSION,
  buildTimestampRequest,
  commitmentDigest,
  CompactRange,
  encodeRecord,
  ENVELOPE_VERSION,
  evidenceRoot,
  parseHex,
  parseTimestampResponse,
  recordHash,
  signCheckpoint,
  signEntry,
  STAMP_VERSION,
  storeEventId,
  timestampNonce,
  toBase64,
  toBase64url,
  toHex,
  type Anchor,
  type ClosingRecord,
  type Envelope,
  type JsonObject,
  type JsonValue,
  type NoteSigner,
  type Role,
  type SealedRange,
  type Signer,
} from '@contremarque/ledger'
import {
  developmentPki,
  developmentTsa,
  type DevelopmentTsa,
} from '@contremarque/ledger/development'
import {
  fileSigner,
  generateEd25519,
  generateP256,
  keySigner,
  nodeCrypto,
  noteSigner,
} from '@contremarque/ledger/node'
import type { EventStore, Position, StoredEvent } from '../src/event-store/event-store.js'
import type { Opening, OpeningReader, PseudonymReader } from '../src/personal-data/opening.js'

export const crypto = nodeCrypto()
const POLICY = '1.3.6.1.4.1.99999.1'
const BEGIN = Date.parse('2026-03-02T08:00:00Z')

/** What a test records: everything but place, chain and signature. */
export interface TestEvent {
  readonly stream: string
  readonly type: string
  readonly typeVersion?: number
  readonly data?: JsonObject
  /** Committed; opened for `subject`, else for `person`. */
  readonly personal?: Readonly<Record<string, JsonValue>>
  readonly subject?: string
  /** Person who acts. */
  readonly person?: string
  readonly role?: Role
  readonly causation?: string
  readonly occurredAt?: Envelope['occurredAt']
}

interface Unsealed {
  readonly stream: string
  readonly revision: number
  readonly hash: string
  /** SHA-256 of the entry: its RFC 4998 data object. */
  readonly digest: Uint8Array
}

/** A small ledger in memory: really signed, sealed and stamped, by a clock that ticks a second a step. */
export class TestLedger {
  readonly events: StoredEvent[] = []
  now = BEGIN
  private readonly openings = new Map<string, Opening>()
  private readonly pseudonyms = new Map<string, string>()
  private readonly persons = new Map<string, string>()
  private readonly heads = new Map<string, { revision: number; hash: string }>()
  private readonly tree = new CompactRange(crypto)
  private readonly run: Uint8Array[] = []
  private unsealed: Unsealed[] = []
  private note = ''
  private firstUnstamped = 0
  private anchor: Anchor | null = null

  private constructor(
    readonly origin: string,
    private readonly signer: Signer,
    private readonly noteSigner: NoteSigner,
    private readonly tsa: DevelopmentTsa,
  ) {}

  /** @param accuracy milliseconds that its tokens state; 0: they state none */
  static async open({ accuracy = 250 } = {}): Promise<TestLedger> {
    const pki = await developmentPki({
      key: keySigner(generateP256().privateKeyPem),
      notBefore: BEGIN,
      randomBytes: (length) => randomBytes(length),
      crypto,
    })
    const issue = async (usage: 'seal' | 'tsa'): Promise<Signer> => {
      const { privateKeyPem, publicKey } = generateP256()
      const request = { usage, commonName: usage, publicKey, notBefore: BEGIN }
      return fileSigner({ privateKeyPem, certificate: await pki.issue(request) })
    }
    const [signer, tsaSigner] = [await issue('seal'), await issue('tsa')]
    const origin = `development.invalid/test/${randomBytes(16).toString('hex')}`
    const notes = noteSigner({ ...generateEd25519(), name: origin })
    let serial = 1n
    const clock = (): number => ledger.now
    const tsa = developmentTsa(
      { signer: tsaSigner, policy: POLICY, accuracy, clock, serial: () => serial++ },
      crypto,
    )
    const ledger: TestLedger = new TestLedger(origin, signer, notes, tsa)
    return ledger
  }

  /** The pseudonym of a person in a stream; made at the first question. */
  pseudonym(person: string, stream: string): string {
    const place = `${person} ${stream}`
    const known = this.pseudonyms.get(place) ?? randomUUID()
    this.pseudonyms.set(place, known)
    this.persons.set(known, person)
    return known
  }

  /** Signs and stores one entry; returns its uuid and hash. */
  async record(event: TestEvent): Promise<{ id: string; hash: string }> {
    this.now += 1000
    const revision = (this.heads.get(event.stream)?.revision ?? -1) + 1
    const entry = await signEntry(this.envelope(event, revision), this.signer, crypto)
    this.heads.set(event.stream, { revision, hash: entry.hash })
    const digest = crypto.digest('sha-256', entry.der)
    this.unsealed.push({ stream: event.stream, revision, hash: entry.hash, digest })
    const id = this.store(event.stream, revision, event.type, entry.der)
    return { id, hash: entry.hash }
  }

  /** Seals what is pending; a heartbeat when nothing is. */
  async seal(): Promise<void> {
    this.now += 100
    const stream = `sealing-${SUFFIX}`
    const batch = (this.heads.get(stream)?.revision ?? -1) + 1
    const first = this.tree.size
    const ranges = toRanges(this.unsealed)
    for (const { hash, digest } of inOrder(this.unsealed)) {
      this.tree.append(parseHex(hash))
      this.run.push(digest)
    }
    const checkpoint = { origin: this.origin, size: this.tree.size, root: this.tree.root() }
    this.note = await signCheckpoint(checkpoint, this.noteSigner, crypto)
    const bytes = encodeRecord({
      v: BATCH_VERSION,
      origin: this.origin,
      algorithms: ALGORITHMS,
      batch,
      first,
      count: this.unsealed.length,
      ranges,
      note: this.note,
      sealedAt: new Date(this.now).toISOString(),
      previous: this.heads.get(stream)?.hash ?? null,
    })
    this.unsealed = []
    this.heads.set(stream, { revision: batch, hash: recordHash(bytes, crypto) })
    this.store(stream, batch, 'BatchSealed', bytes)
  }

  /** Ends the sealing stream, as when the ledger left the store. */
  close(changes: Partial<ClosingRecord>): void {
    const stream = `sealing-${SUFFIX}`
    const last = this.heads.get(stream)!
    const bytes = encodeRecord({
      v: CLOSED_VERSION,
      origin: this.origin,
      algorithms: ALGORITHMS,
      size: this.tree.size,
      closedAt: new Date(this.now).toISOString(),
      previous: last.hash,
      ...changes,
    })
    this.store(stream, last.revision + 1, 'LedgerClosed', bytes)
  }

  /** Stamps the batches since the last stamp. */
  async stamp(): Promise<void> {
    this.now += 100
    const stream = `stamping-${SUFFIX}`
    const stamp = (this.heads.get(stream)?.revision ?? -1) + 1
    const lastBatch = this.heads.get(`sealing-${SUFFIX}`)!.revision
    const note = crypto.digest('sha-256', new TextEncoder().encode(this.note))
    const imprint = evidenceRoot([...this.run.splice(0), note], crypto)
    const nonce = timestampNonce(randomBytes(8))
    const request = buildTimestampRequest({ imprint, nonce, policy: POLICY })
    const token = parseTimestampResponse(await this.tsa.answer(request)).token!
    const tokens = [
      { tsa: 'test', nonce: toHex(nonce), policy: POLICY, token: toBase64(token) },
    ].map((each) => ({ ...each, chain: [], crls: [], ocsps: [] }))
    const bytes = encodeRecord({
      v: STAMP_VERSION,
      origin: this.origin,
      algorithms: ALGORITHMS,
      stamp,
      firstBatch: this.firstUnstamped,
      lastBatch,
      imprint: toHex(imprint),
      tokens,
      stampedAt: new Date(this.now).toISOString(),
      previous: this.heads.get(stream)?.hash ?? null,
    })
    this.firstUnstamped = lastBatch + 1
    const digest = toHex(crypto.digest('sha-256', token))
    const { size } = this.tree
    if (size > 0) this.anchor = { size, root: toHex(this.tree.root()), token: digest }
    this.heads.set(stream, { revision: stamp, hash: recordHash(bytes, crypto) })
    this.store(stream, stamp, 'RunStamped', bytes)
  }

  /** Appends what another store does not have yet. */
  async appendTo(store: EventStore): Promise<void> {
    for (const { stream, revision, id, type, data } of this.events) {
      await store.append(stream, revision - 1, [{ id, type, data, metadata: {} }])
    }
  }

  /** Root of the tree of everything sealed. */
  root(): Uint8Array {
    return this.tree.root()
  }

  erase(person: string): void {
    for (const [digest, opening] of this.openings) {
      if (opening.person === person) this.openings.delete(digest)
    }
    for (const [pseudonym, owner] of this.persons) {
      if (owner === person) this.persons.delete(pseudonym)
    }
  }

  /** Digests of the openings of a person that are still there. */
  commitmentsOf(person: string): string[] {
    return [...this.openings].flatMap(([digest, each]) => (each.person === person ? [digest] : []))
  }

  readonly openingReader: OpeningReader = {
    forEntries: async (places) => {
      const wanted = new Set(places.map(({ stream, revision }) => `${stream} ${revision}`))
      const isWanted = ({ stream, revision }: Opening) => wanted.has(`${stream} ${revision}`)
      return new Map([...this.openings].filter(([, opening]) => isWanted(opening)))
    },
    forCase: async (stream) =>
      [...this.openings.values()].filter((opening) => opening.stream === stream),
  }

  readonly pseudonymReader: PseudonymReader = {
    personsOf: async (asked) => new Map([...this.persons].filter(([one]) => asked.includes(one))),
    ofPerson: async () => [],
  }

  private store(stream: string, revision: number, type: string, data: Uint8Array): string {
    const id = storeEventId(crypto.digest('sha-256', Uint8Array.of(0, ...data)))
    const position: Position = BigInt(this.events.length + 1)
    this.events.push({ stream, revision, position, id, type, data })
    return id
  }

  private envelope(event: TestEvent, revision: number): Envelope {
    const { stream, type, typeVersion = 1, data = {}, person = 'platform', role } = event
    const now = new Date(this.now).toISOString()
    return {
      v: ENVELOPE_VERSION,
      origin: this.origin,
      stream,
      revision,
      type,
      typeVersion,
      actor: { id: this.pseudonym(person, stream), role: role ?? 'plateforme' },
      authentication: { method: 'platform', validity: 'not-applicable', checkedAt: null },
      request: null,
      documents: [],
      commitments: this.commit(event, revision),
      data,
      occurredAt: event.occurredAt ?? { at: now, basis: 'observed' },
      recordedAt: now,
      clock: { state: 'simulated' },
      previous: this.heads.get(stream)?.hash ?? null,
      anchor: this.anchor,
      correlation: null,
      causation: event.causation ?? null,
    }
  }

  private commit(event: TestEvent, revision: number): Envelope['commitments'] {
    const { stream, personal = {}, person = 'platform', subject = person } = event
    const fields = Object.entries(personal).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return fields.map(([field, value]) => {
      const salt = toBase64url(randomBytes(32))
      const place = { stream, revision, field }
      const digest = commitmentDigest({ origin: this.origin, ...place, salt, value }, crypto)
      this.openings.set(digest, { ...place, digest, salt, value, person: subject })
      return { field, digest }
    })
  }
}

const SUFFIX = '11111111-1111-4111-8111-111111111111'

function inOrder(unsealed: readonly Unsealed[]): Unsealed[] {
  return [...Map.groupBy(unsealed, ({ stream }) => stream).values()].flat()
}

function toRanges(unsealed: readonly Unsealed[]): SealedRange[] {
  return [...Map.groupBy(unsealed, ({ stream }) => stream)].map(([stream, entries]) => ({
    stream,
    from: entries[0]!.revision,
    to: entries.at(-1)!.revision,
  }))
}
