import {
  ALGORITHMS,
  encodeRecord,
  equalBytes,
  parseHex,
  recordHash,
  REVOCATION_VERSION,
  storeEventId,
  type Crypto,
  type RevocationRecord,
  type StampingRecord,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore, Position } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import { readLastStamp, type LastStamp, type StampingEnd } from './last-stamp.js'

export interface StampingStreamParts {
  readonly store: EventStore
  /** `stamping-<ledger id>` and `sealing-<ledger id>`. */
  readonly streams: { readonly stamping: string; readonly sealing: string }
  readonly origin: string
  readonly crypto: Crypto
}

type Linked = 'origin' | 'algorithms' | 'stamp' | 'previous'
/** Records before they have a place in the stream. */
export type UnlinkedStamp = Omit<StampRecord, Linked>
export type UnlinkedRevocation = Omit<RevocationRecord, Linked>
type Unlinked = UnlinkedStamp | UnlinkedRevocation

/** The stamping stream and its end, as this process knows it: records are appended there one by one. */
export class StampingStream {
  private readonly parts: StampingStreamParts
  private end: StampingEnd | undefined

  constructor(parts: StampingStreamParts) {
    this.parts = parts
  }

  /** Revision of the last record known; -1 before the first. */
  get revision(): number {
    return this.end?.revision ?? -1
  }

  /** Reads the end anew. @throws TsaError STAMPING_BROKEN; StoreError */
  async load(): Promise<LastStamp | undefined> {
    const { store, streams, crypto } = this.parts
    const last = await readLastStamp(store, streams, crypto)
    this.end = last
    return last
  }

  /** Whether another node wrote there meanwhile. */
  async hasGoneOn(): Promise<boolean> {
    const head = await this.parts.store.readHead(this.parts.streams.stamping)
    return (head?.revision ?? -1) > this.revision
  }

  /**
   * Durable when it resolves.
   * @throws StoreError WRONG_REVISION when another node wrote there
   */
  async append<Body extends Unlinked>(
    body: Body,
  ): Promise<{
    readonly record: Body & Pick<StampingRecord, Linked>
    readonly position: Position
  }> {
    const { origin, crypto } = this.parts
    const stamp = this.revision + 1
    const previous = this.end?.hash ?? null
    const record = { ...body, origin, algorithms: ALGORITHMS, stamp, previous }
    const data = encodeRecord(record as unknown as StampingRecord)
    const hash = recordHash(data, crypto)
    const position = await this.write(stamp, body.v, data, hash)
    this.end = { revision: stamp, hash }
    return { record, position }
  }

  private async write(
    stamp: number,
    version: Unlinked['v'],
    data: Uint8Array,
    hash: string,
  ): Promise<Position> {
    const { store, streams } = this.parts
    const type = version === REVOCATION_VERSION ? 'RevocationDataAdded' : 'BatchesStamped'
    const events = [{ id: storeEventId(parseHex(hash)), type, data, metadata: { stamp } }]
    const append = () => store.append(streams.stamping, stamp - 1, events)
    try {
      return (await append()).position
    } catch (error) {
      if (!isStoreError(error, 'APPEND_AMBIGUOUS')) throw error
      // Stored or not: the same bytes at the same place answer it either way.
      const head = await store.readHead(streams.stamping)
      const isStored = head?.revision === stamp && equalBytes(head.data, data)
      return isStored ? head.position : (await append()).position
    }
  }
}
