import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'

const HASH_LENGTH = 32

/**
 * What is remembered of each stream, packed: with the name about 200 bytes a stream, so that ten
 * million entries in a million streams stay within memory.
 */
export class StreamTable {
  private readonly slots = new Map<string, number>()
  private revisions = new Float64Array(1024)
  private sealed = new Float64Array(1024)
  private anchors = new Float64Array(1024)
  private requests = new Float64Array(1024)
  private hashes = new Uint8Array(1024 * HASH_LENGTH)
  private last = { stream: '', slot: -1 }

  /** Number of the stream, from 0; a new one begins with everything at -1. */
  slot(stream: string): number {
    // One check asks after another for the same entry.
    if (stream === this.last.stream) return this.last.slot
    const slot = this.slots.get(stream) ?? this.open(stream)
    this.last = { stream, slot }
    return slot
  }

  private open(stream: string): number {
    const slot = this.slots.size
    if (slot === this.revisions.length) this.grow()
    // A name may be cut from a longer text, which a copy does not keep alive.
    this.slots.set(decodeUtf8(encodeUtf8(stream)), slot)
    this.revisions[slot] = -1
    this.sealed[slot] = -1
    this.anchors[slot] = -1
    this.requests[slot] = -1
    return slot
  }

  /** Revision of the last entry seen, -1 for none. */
  headRevision(slot: number): number {
    return this.revisions[slot]!
  }

  /** Its hash in hexadecimal; meaningless without a head. */
  headHash(slot: number): string {
    return this.hashes.subarray(slot * HASH_LENGTH, (slot + 1) * HASH_LENGTH).toHex()
  }

  setHead(slot: number, revision: number, hash: Uint8Array): void {
    this.revisions[slot] = revision
    this.hashes.set(hash, slot * HASH_LENGTH)
  }

  /** Last revision that a batch lists, -1 for none. */
  sealedTo(slot: number): number {
    return this.sealed[slot]!
  }

  setSealedTo(slot: number, revision: number): void {
    this.sealed[slot] = revision
  }

  /** Tree size of the last anchor in the stream, -1 for none. */
  anchorSize(slot: number): number {
    return this.anchors[slot]!
  }

  setAnchorSize(slot: number, size: number): void {
    this.anchors[slot] = size
  }

  /** First 52 bits of the last entry's request key, -1 for none. */
  lastRequest(slot: number): number {
    return this.requests[slot]!
  }

  setLastRequest(slot: number, request: number): void {
    this.requests[slot] = request
  }

  private grow(): void {
    const length = this.revisions.length * 2
    this.revisions = new Float64Array(grown(this.revisions, length))
    this.sealed = new Float64Array(grown(this.sealed, length))
    this.anchors = new Float64Array(grown(this.anchors, length))
    this.requests = new Float64Array(grown(this.requests, length))
    this.hashes = new Uint8Array(grown(this.hashes, length * HASH_LENGTH))
  }
}

/** The same bytes with zeros behind them, room for `length` elements; the shorter buffer is given back. */
export function grown(
  { buffer, BYTES_PER_ELEMENT }: Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  length: number,
): ArrayBuffer {
  return buffer.transfer(length * BYTES_PER_ELEMENT)
}
