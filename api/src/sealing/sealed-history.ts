import {
  ALGORITHMS,
  CompactRange,
  entryHash,
  equalBytes,
  findEventType,
  KEYS_STREAM,
  LedgerError,
  openCheckpoint,
  parseBatchRecord,
  parseClosingRecord,
  recordHash,
  type BatchRecord,
  type Checkpoint,
  type VerifierKey,
} from '@contremarque/ledger'
import {
  START,
  type EventStore,
  type Position,
  type StoredEvent,
} from '../event-store/event-store.js'
import type { Landmark, SealedKey } from './landmark.js'
import { PendingEntries } from './pending-entries.js'
import { missing, readRange, verifyLeaves, type EntryRules, type StoredLeaf } from './read-back.js'
import { SealingError } from './sealing-error.js'

/** A batch that is in the store and holds what it says. */
export interface SealedBatch {
  readonly record: BatchRecord
  /** JCS bytes of the record as stored. */
  readonly bytes: Uint8Array
  readonly checkpoint: Checkpoint
  readonly position: Position
  /** SHA-256 of each entry as read back from the store, in leaf order; null when read before them. */
  readonly digests: readonly Uint8Array[] | null
  /** Holds an event whose date has legal effect: to be time-stamped at once. */
  readonly isUrgent: boolean
}

/** Where a history goes on from, instead of from the store's start. */
export interface ResumedAt {
  readonly landmark: Landmark
  /** As the landmark's batch gives it. */
  readonly tree: CompactRange
  readonly last: SealedBatch
}

/** Whether a stored event is a leaf: `sealing-` and `stamping-` records are none (FORMATS §5). */
export function isLeaf({ stream }: StoredEvent): boolean {
  return /^(?:expertise|journal|actor|console|platform)-/.test(stream)
}

/** Whether the type is time-stamped at once. The type beside an entry only decides when, never what. */
export function isLegallyDated(type: string): boolean {
  return findEventType(type, 1)?.legallyDated === true
}

/**
 * The sealed ledger as told by the store, event by event in position order: what is sealed, what
 * waits, and the tree. Every batch, ours or another node's, is recomputed before it counts.
 */
export class SealedHistory {
  readonly pending: PendingEntries
  tree: CompactRange
  last: SealedBatch | undefined

  private readonly store: EventStore
  private readonly rules: EntryRules
  private readonly key: VerifierKey
  private readonly from: Landmark | undefined
  private readonly keys: SealedKey[]
  /** Of what was taken last. */
  private through: Position

  constructor(store: EventStore, rules: EntryRules, key: VerifierKey, at?: ResumedAt) {
    this.store = store
    this.rules = rules
    this.key = key
    this.from = at?.landmark
    this.keys = [...(at?.landmark.keys ?? [])]
    this.through = at?.landmark.after ?? START
    this.pending = new PendingEntries(at === undefined)
    this.tree = at?.tree ?? new CompactRange(rules.crypto)
    this.last = at?.last
  }

  /** Hash of the last record's bytes, for the next one's `previous`. */
  get previous(): string | null {
    return this.last === undefined ? null : recordHash(this.last.bytes, this.rules.crypto)
  }

  /** Whether something that waits must be sealed and stamped at once. */
  get isUrgent(): boolean {
    return this.pending.hasUrgent
  }

  /** Whether an event is sealed, or a batch, by what the history goes on from. */
  isPassed({ stream, revision, position }: StoredEvent): boolean {
    if (this.from === undefined || position > this.from.position) return false
    const first = this.from.pending[stream]
    return first === undefined || revision < first
  }

  /** Whether everything was found that waited where the history goes on from. */
  get isResumed(): boolean {
    const waited = Object.entries(this.from?.pending ?? {})
    return waited.every(([stream, first]) => this.pending.assumedOf(stream) === first)
  }

  /** Where it stands now, between two events and behind a batch. @param wholeAt see `Landmark` */
  landmark(wholeAt: number): Landmark {
    const { record, bytes, position } = this.last!
    return {
      batch: record.batch,
      position,
      record: recordHash(bytes, this.rules.crypto),
      tree: this.tree.toJSON(),
      after: this.pending.after ?? position,
      pending: this.pending.starts(),
      keys: [...this.keys],
      wholeAt,
    }
  }

  /**
   * Takes an entry as read from the store. `isKnown` says whether a leaf hash is one this process
   * kept from signing.
   * @throws SealingError ENTRY_MISSING when a revision before it was left out
   */
  addEntry(event: StoredEvent, isKnown: (hash: string) => boolean): void {
    const { stream, revision } = event
    const next = this.pending.nextOf(stream) ?? revision
    if (revision < next) return
    if (revision > next) throw missing(stream, next)
    const { crypto } = this.rules
    const hash = entryHash(event.data, crypto)
    const digest = crypto.digest('sha-256', event.data)
    const isUrgent = isLegallyDated(event.type)
    const after = this.through
    const entry = { hash, digest, isKnown: isKnown(hash.toHex()), isUrgent, after }
    this.pending.add(stream, revision, entry)
    this.through = event.position
  }

  /**
   * Takes a batch as read from the store.
   * @throws SealingError BATCH_BROKEN, ENTRY_MISSING, ENTRY_BROKEN
   */
  async addBatch(event: StoredEvent): Promise<SealedBatch> {
    const record = this.parse(event, parseBatchRecord)
    if (event.revision !== record.batch) throw brokenBatch(record, 'it stands in another place')
    const { tree, checkpoint } = await this.check(record)
    this.tree = tree
    await this.tellKeys(record)
    const entries = record.ranges.flatMap((range) => this.pending.entriesOf(range))
    const digests = entries.length === record.count ? entries.map(({ digest }) => digest) : null
    for (const range of record.ranges) this.pending.sealed(range)
    const { data: bytes, position } = event
    const isUrgent = entries.some((entry) => entry.isUrgent)
    this.last = { record, bytes, checkpoint, position, digests, isUrgent }
    this.through = position
    return this.last
  }

  /**
   * Takes the record that ends the sealing stream.
   * @throws SealingError LEDGER_CLOSED when it fits behind the last batch, else BATCH_BROKEN
   */
  end(event: StoredEvent): never {
    const { size, previous, closedAt } = this.parse(event, parseClosingRecord)
    const details = { batch: event.revision }
    if (previous !== this.previous || size !== this.tree.size) {
      const message = `batch ${event.revision}: a closing record that does not name the last batch`
      throw new SealingError('BATCH_BROKEN', message, { details })
    }
    const message =
      `the ledger left this store at ${closedAt} with ${size} entries and goes on in another one: ` +
      'see docs/runbooks/eventstoredb.md'
    throw new SealingError('LEDGER_CLOSED', message, { details })
  }

  /**
   * Whether a record may be the next batch: its place, its note, its entries.
   * @throws SealingError as `addBatch`
   */
  async check(record: BatchRecord): Promise<{ tree: CompactRange; checkpoint: Checkpoint }> {
    this.checkPlace(record)
    const checkpoint = await this.open(record)
    const tree = this.tree.clone()
    for (const range of record.ranges) {
      if (range.from !== this.pending.firstOf(range.stream)) {
        throw brokenBatch(record, `${range.stream}@${range.from} is not the next of its stream`)
      }
      for (const hash of await this.leafHashes(range)) tree.append(hash)
    }
    if (tree.size !== checkpoint.size || !equalBytes(tree.root(), checkpoint.root)) {
      await this.locate(record)
      throw brokenBatch(record, 'its entries do not give the root that was signed')
    }
    return { tree, checkpoint }
  }

  private parse<Result>(event: StoredEvent, parse: (bytes: Uint8Array) => Result): Result {
    try {
      return parse(event.data)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      throw new SealingError('BATCH_BROKEN', `batch ${event.revision}: ${error.message}`, {
        details: { batch: event.revision },
      })
    }
  }

  private async tellKeys({ ranges, batch }: BatchRecord): Promise<void> {
    for (const range of ranges) {
      if (range.stream !== KEYS_STREAM) continue
      for (const { data } of await readRange(this.store, range)) {
        this.keys.push({ hash: entryHash(data, this.rules.crypto).toHex(), batch })
        this.rules.onKeySealed?.(data, batch)
      }
    }
  }

  private checkPlace(record: BatchRecord): void {
    const expected = (this.last?.record.batch ?? -1) + 1
    const areAlgorithms =
      JSON.stringify(sorted(record.algorithms)) === JSON.stringify(sorted(ALGORITHMS))
    if (record.batch !== expected) throw brokenBatch(record, `the next batch is ${expected}`)
    if (record.origin !== this.rules.origin) throw brokenBatch(record, 'it is of another ledger')
    if (!areAlgorithms) throw brokenBatch(record, 'it names other algorithms')
    if (record.previous !== this.previous) {
      throw brokenBatch(record, 'the record before it is another one')
    }
    if (record.first !== this.tree.size) {
      throw brokenBatch(record, `begins at leaf ${record.first}, not ${this.tree.size}`)
    }
  }

  private async open(record: BatchRecord): Promise<Checkpoint> {
    try {
      const opened = await openCheckpoint(record.note, this.key, this.rules.crypto)
      if (opened.ok) return opened.checkpoint
      throw brokenBatch(record, opened.message)
    } catch (error) {
      if (!(error instanceof LedgerError) || error instanceof SealingError) throw error
      throw brokenBatch(record, error.message)
    }
  }

  /** From what was read on the way, or from the store when the batch came before its entries. */
  private async leafHashes(range: BatchRecord['ranges'][number]): Promise<readonly Uint8Array[]> {
    const waiting = this.pending.entriesOf(range)
    if (waiting.length === range.to - range.from + 1) return waiting.map(({ hash }) => hash)
    const events = await readRange(this.store, range)
    return events.map(({ data }) => entryHash(data, this.rules.crypto))
  }

  /** Finds which entry of a batch is not what was sealed. @throws SealingError ENTRY_BROKEN */
  private async locate(record: BatchRecord): Promise<void> {
    const leaves: StoredLeaf[] = []
    for (const range of record.ranges) {
      const events = await readRange(this.store, range)
      const [follower] = await this.store.readStream(range.stream, range.to + 1, 1)
      for (const event of follower === undefined ? events : [...events, follower]) {
        leaves.push({ event, hash: entryHash(event.data, this.rules.crypto) })
      }
    }
    await verifyLeaves(leaves, this.store, this.rules)
  }
}

function brokenBatch({ batch }: Pick<BatchRecord, 'batch'>, why: string): SealingError {
  return new SealingError('BATCH_BROKEN', `batch ${batch}: ${why}`, { details: { batch } })
}

function sorted(algorithms: object): [string, unknown][] {
  return Object.entries(algorithms).sort(([a], [b]) => (a < b ? -1 : 1))
}
