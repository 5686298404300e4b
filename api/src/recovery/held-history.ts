import {
  CompactRange,
  emptyRoot,
  entryHash,
  equalBytes,
  ifReadable,
  openCheckpoint,
  parseBatchRecord,
  parseVerifierKey,
  type BatchRecord,
  type Checkpoint,
  type Crypto,
  type LedgerItem,
  type LedgerSource,
  type Trust,
} from '@contremarque/ledger'
import type { SignedNotes } from './signed-notes.js'

/** The tree that a store still holds. */
export interface HeldTree {
  readonly size: number
  readonly root: Uint8Array
  /** Its checkpoint; null for nothing. */
  readonly note: string | null
}

interface Leaf {
  readonly place: string
  readonly hash: Uint8Array
}

/**
 * Walks a store (untrusted) up to the last checkpoint that its own leaves give, that the ledger's key
 * signed and that contradicts no known checkpoint: what comes behind is not held. The record signed last
 * counts as sealed when all its entries are there: at its next start the ledger appends it.
 */
export async function heldHistory(
  source: LedgerSource,
  { notes, attempt }: SignedNotes,
  trust: Trust,
  crypto: Crypto,
): Promise<HeldTree> {
  const known = notes.map(({ checkpoint }) => checkpoint)
  const walk = new HeldWalk(known, trust, crypto)
  for await (const items of source.items()) {
    for (const item of items) if (!(await walk.take(item))) return walk.held
  }
  if (attempt !== undefined) await walk.end(attempt)
  return walk.held
}

class HeldWalk {
  held: HeldTree
  private readonly tree: CompactRange
  private readonly key
  /** Roots that were signed, by size. */
  private readonly known: ReadonlyMap<number, readonly Uint8Array[]>
  /** Entries read since the last batch. */
  private unsealed: Leaf[] = []
  private contradicted = false

  constructor(
    known: readonly Checkpoint[],
    private readonly trust: Trust,
    private readonly crypto: Crypto,
  ) {
    this.tree = new CompactRange(crypto)
    const bySize = Map.groupBy(known, ({ size }) => size)
    this.known = new Map([...bySize].map(([size, all]) => [size, all.map(({ root }) => root)]))
    this.key = parseVerifierKey(trust.checkpointKey, crypto)
    this.held = { size: 0, root: emptyRoot(crypto), note: null }
  }

  /** False where what is held ends. */
  async take(item: LedgerItem): Promise<boolean> {
    if (item.kind === 'broken') return false
    if (item.kind === 'entry') {
      const { stream, revision, der } = item
      this.unsealed.push({ place: `${stream}@${revision}`, hash: entryHash(der, this.crypto) })
    }
    if (item.kind !== 'batch') return true
    const record = ifReadable(() => parseBatchRecord(item.bytes))
    return record !== undefined && (await this.seal(record, this.unsealed))
  }

  /** The record signed last, when the store ends right before it. */
  async end(attempt: BatchRecord): Promise<void> {
    if (attempt.first !== this.tree.size) return
    const leaves = new Map(this.unsealed.map((leaf) => [leaf.place, leaf]))
    const listed = attempt.ranges.flatMap(({ stream, from, to }) =>
      Array.from({ length: to - from + 1 }, (_, i) => leaves.get(`${stream}@${from + i}`)),
    )
    const found = listed.filter((leaf) => leaf !== undefined)
    if (found.length === listed.length) await this.seal(attempt, found)
  }

  private async seal({ note }: BatchRecord, leaves: readonly Leaf[]): Promise<boolean> {
    for (const { hash } of leaves) this.append(hash)
    this.unsealed = []
    const opened = await openCheckpoint(note, this.key, this.crypto)
    const { size } = this.tree
    const root = this.tree.root()
    if (!opened.ok || this.contradicted || opened.checkpoint.origin !== this.trust.origin) {
      return false
    }
    const { checkpoint } = opened
    if (checkpoint.size !== size || !equalBytes(checkpoint.root, root)) return false
    this.held = { size, root, note }
    return true
  }

  private append(hash: Uint8Array): void {
    this.tree.append(hash)
    const signed = this.known.get(this.tree.size)
    if (signed === undefined) return
    const root = this.tree.root()
    this.contradicted ||= signed.some((each) => !equalBytes(each, root))
  }
}
