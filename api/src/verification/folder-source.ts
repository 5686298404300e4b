import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  isClosingRecord,
  ifReadable,
  parseBatchRecord,
  parseStampRecord,
  type BatchRecord,
  type LedgerItem,
  type LedgerSource,
} from '@contremarque/ledger'
import type { LogReader } from '../event-store/log-reader.js'
import { isStoreError } from '../event-store/store-error.js'
import { erasuresIn } from './erasures.js'
import { rowsOf } from './rows-of.js'
import { SealedIntervals } from './sealed-intervals.js'

const PAGE = 256

export interface FolderSourceParts {
  readonly reader: LogReader
  readonly streams: { readonly sealing: string; readonly stamping: string }
  /** `head.note`, when there is one. */
  readonly head: string | undefined
}

/** A data folder for the verifier: every row is handed out once, as it stands, untrusted. */
export function folderSource({ reader, streams, head }: FolderSourceParts): LedgerSource {
  return {
    kind: 'data-folder',
    ...(head === undefined ? {} : { head }),
    erasures: () => erasuresIn(reader),
    items: () => new FolderWalk(reader, streams).items(),
  }
}

class FolderWalk {
  private readonly reader: LogReader
  private readonly streams: FolderSourceParts['streams']
  private readonly handed = new SealedIntervals()

  constructor(reader: LogReader, streams: FolderSourceParts['streams']) {
    this.reader = reader
    this.streams = streams
  }

  /** A file that cannot be read on is a finding: what was not reached is missing. */
  async *items(): AsyncIterable<readonly LedgerItem[]> {
    try {
      yield* this.walk()
    } catch (error) {
      if (!isStoreError(error, 'STORE_MALFORMED')) throw error
      yield [{ kind: 'broken', code: 'RECORD_UNREADABLE', message: error.message }]
    }
  }

  private async *walk(): AsyncIterable<readonly LedgerItem[]> {
    const stamps = this.stamps()
    let stamp = (await stamps.next()).value
    for await (const { revision, data } of rowsOf(this.reader, this.streams.sealing)) {
      const record = ifReadable(() => parseBatchRecord(data))
      if (record !== undefined) {
        for await (const items of this.entries(record)) {
          yield items
          await nextTurn()
        }
      }
      const kind = isClosingRecord(data) ? 'closing' : 'batch'
      const items: LedgerItem[] = [{ kind, bytes: data, revision }]
      while (stamp !== undefined && stamp.lastBatch <= revision) {
        items.push(stamp.item)
        stamp = (await stamps.next()).value
      }
      yield items
    }
    for (; stamp !== undefined; stamp = (await stamps.next()).value) yield [stamp.item]
    yield* this.unlisted()
  }

  /** The entries a batch lists, as many as are there. */
  private async *entries({ ranges }: BatchRecord): AsyncIterable<readonly LedgerItem[]> {
    let items: LedgerItem[] = []
    for (const { stream, from, to } of ranges) {
      for (let next = from; next <= to;) {
        const rows = await this.reader.readRange(stream, next, to, PAGE)
        for (const { revision, data } of rows) {
          next = revision + 1
          if (this.handed.has(stream, revision)) continue
          this.handed.add(stream, revision)
          items.push({ kind: 'entry', stream, revision, der: data })
        }
        if (rows.length === 0) break
      }
      if (items.length < PAGE) continue
      yield items
      items = []
    }
    if (items.length > 0) yield items
  }

  /** Stamps with the batch behind which each stands; one that cannot be read stands where it is found. */
  private async *stamps(): AsyncGenerator<{ item: LedgerItem; lastBatch: number }, undefined> {
    let lastBatch = -1
    for await (const { revision, data } of rowsOf(this.reader, this.streams.stamping)) {
      lastBatch = ifReadable(() => parseStampRecord(data))?.lastBatch ?? lastBatch
      yield { item: { kind: 'stamp', bytes: data, revision }, lastBatch }
    }
  }

  /** What no batch lists, and what has no business here. */
  private async *unlisted(): AsyncIterable<readonly LedgerItem[]> {
    for await (const places of this.reader.places()) {
      const items: LedgerItem[] = []
      for (const { stream, revision } of places) {
        if (this.isLeftOver(stream, revision))
          items.push(...(await this.leftOver(stream, revision)))
      }
      if (items.length > 0) yield items
    }
  }

  private isLeftOver(stream: string, revision: number): boolean {
    const { sealing, stamping } = this.streams
    return stream !== sealing && stream !== stamping && !this.handed.has(stream, revision)
  }

  private async leftOver(stream: string, revision: number): Promise<readonly LedgerItem[]> {
    if (!/^(?:expertise|journal|actor|console|platform)-/.test(stream)) {
      const message = `${stream} is no stream of this ledger`
      return [{ kind: 'broken', code: 'ENTRY_UNREADABLE', message, stream, revision }]
    }
    const [row] = await this.reader.readRange(stream, revision, revision, 1)
    return row === undefined ? [] : [{ kind: 'entry', stream, revision, der: row.data }]
  }
}
