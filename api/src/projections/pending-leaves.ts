import type { ReadModelFile } from './read-model-file.js'

/** Above this many the hashes are read back from the entries instead. */
const KEPT = 65_536

/** Hashes of entries that no batch has listed yet, by place: a batch follows its entries closely. */
export class PendingLeaves {
  private readonly file: ReadModelFile
  private readonly limit: number
  private readonly streams = new Map<number, Map<number, Uint8Array>>()
  private size = 0

  /** @param limit infinite for a bulk load, where entries cannot be found by place yet */
  constructor(file: ReadModelFile, limit = KEPT) {
    this.file = file
    this.limit = limit
  }

  add(stream: number, revision: number, hash: Uint8Array): void {
    if (this.size >= this.limit) return
    let hashes = this.streams.get(stream)
    if (hashes === undefined) this.streams.set(stream, (hashes = new Map<number, Uint8Array>()))
    hashes.set(revision, hash)
    this.size++
  }

  /** The hash of an entry that a batch lists, or undefined when there is no such entry. */
  take(stream: number, revision: number): Uint8Array | undefined {
    const hashes = this.streams.get(stream)
    const kept = hashes?.get(revision)
    if (kept === undefined) return this.isComplete ? undefined : this.find(stream, revision)
    hashes!.delete(revision)
    this.size--
    if (hashes!.size === 0) this.streams.delete(stream)
    return kept
  }

  /** Nothing was left out: whatever is not here does not exist. */
  private get isComplete(): boolean {
    return this.limit === Infinity
  }

  private find(stream: number, revision: number): Uint8Array | undefined {
    const sql = 'SELECT hash FROM entries WHERE stream = ? AND revision = ?'
    return this.file.get<{ hash: Uint8Array }>(sql, stream, revision)?.hash
  }
}
