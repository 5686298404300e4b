import { LedgerError } from '../errors.ts'
import { recordHash } from '../records/encode-record.ts'
import {
  parseBatchRecord,
  parseClosingRecord,
  parseStampingRecord,
} from '../records/parse-record.ts'
import { REVOCATION_VERSION } from '../records/records.ts'
import type { Place } from '../report/report.ts'
import type { BatchItem, ClosingItem, LedgerItem, StampItem } from '../source/ledger-source.ts'
import { alignEntries } from './align-entries.ts'
import type { Check } from './check.ts'
import type { FindingCode } from './finding-code.ts'
import type { LedgerState } from './ledger-state.ts'
import { placeOf, type PlacedEntry } from './placed.ts'
import { readEntry } from './read-entry.ts'

/** More than a batch and a page of a source can hold back; beyond it entries are in no batch. */
const MAX_PENDING = 8192

/**
 * Takes the items of a source in order, gives every entry the place that the next batch lists for
 * it, and leads the checks along.
 */
export class LedgerWalk {
  private readonly state: LedgerState
  private readonly checks: readonly Check[]
  private pending: PlacedEntry[] = []

  constructor(state: LedgerState, checks: readonly Check[]) {
    this.state = state
    this.checks = checks
  }

  /** Only batches and stamps need waiting for. */
  take(item: LedgerItem): Promise<void> | undefined {
    switch (item.kind) {
      case 'entry':
        this.state.entries++
        this.pending.push(readEntry(item, this.state.crypto))
        if (this.pending.length > MAX_PENDING)
          this.placeUnlisted(this.pending.splice(0, 1024), true)
        return undefined
      case 'batch':
        return this.takeBatch(item)
      case 'stamp':
        return this.takeStamp(item)
      case 'closing':
        this.takeClosing(item)
        return undefined
      case 'broken':
        this.takeBroken(item)
        return undefined
      case 'header':
      case 'trailer':
        return undefined
    }
  }

  async finish(): Promise<void> {
    this.placeUnlisted(this.pending, false)
    this.pending = []
    for (const check of this.checks) await check.finish?.()
  }

  private async takeBatch(item: BatchItem): Promise<void> {
    this.state.batches++
    const record = this.parsed(item, 'BATCH_MALFORMED', parseBatchRecord)
    if (record === undefined) return
    const { listed, unlisted, misplaced } = alignEntries(record.ranges, this.pending)
    this.pending = []
    const place = { batch: record.batch, ...lineOf(item) }
    const entries: (PlacedEntry | undefined)[] = []
    for (let i = 0; i < listed.length; i++) {
      const entry = listed[i]
      entries.push(entry && this.place(entry, record.first + i, record.batch))
    }
    for (const i of misplaced) this.reportMisplaced(entries[i]!)
    this.placeUnlisted(unlisted, true)
    const hash = recordHash(item.bytes, this.state.crypto)
    for (const check of this.checks) await check.batch?.({ record, hash, place, entries })
  }

  private async takeStamp(item: StampItem): Promise<void> {
    this.state.stamps++
    const record = this.parsed(item, 'STAMP_MALFORMED', parseStampingRecord)
    if (record === undefined) return
    const place = { stamp: record.stamp, ...lineOf(item) }
    const hash = recordHash(item.bytes, this.state.crypto)
    if (record.v === REVOCATION_VERSION) {
      this.state.revocations++
      for (const check of this.checks) await check.revocation?.({ record, hash, place })
      return
    }
    const stamp = { record, hash, place, tokens: [] }
    for (const check of this.checks) await check.stamp?.(stamp)
  }

  private takeClosing(item: ClosingItem): void {
    const record = this.parsed(item, 'CLOSING_MALFORMED', parseClosingRecord)
    if (record === undefined) return
    for (const check of this.checks) check.closing?.({ record, place: { batch: item.revision } })
  }

  private place(entry: PlacedEntry, leaf: number, batch: number): PlacedEntry {
    entry.leaf = leaf
    entry.batch = batch
    for (const check of this.checks) check.entry?.(entry)
    return entry
  }

  private placeUnlisted(entries: readonly PlacedEntry[], isSealedOver: boolean): void {
    for (const entry of entries) {
      if (isSealedOver) {
        const message = `revision ${entry.revision} of ${entry.stream} stands where no batch lists it`
        this.state.findings.failed('batches', 'ENTRY_NOT_LISTED', {
          message,
          place: placeOf(entry),
        })
      }
      for (const check of this.checks) check.entry?.(entry)
    }
  }

  private reportMisplaced(entry: PlacedEntry): void {
    const message = `revision ${entry.revision} of ${entry.stream} is not in the order of its batch`
    this.state.findings.failed('batches', 'ENTRY_OUT_OF_ORDER', { message, place: placeOf(entry) })
  }

  private takeBroken(item: LedgerItem & { readonly kind: 'broken' }): void {
    const { line, stream, revision } = item
    const place: Place = {
      ...(line === undefined ? {} : { line }),
      ...(stream === undefined ? {} : { stream }),
      ...(revision === undefined ? {} : { revision }),
    }
    this.state.findings.failed('form', item.code, { message: item.message, place })
  }

  private parsed<T>(
    item: BatchItem | StampItem | ClosingItem,
    code: FindingCode,
    parse: (bytes: Uint8Array) => T,
  ): T | undefined {
    const { findings } = this.state
    const number = item.revision
    const known =
      number === undefined ? {} : item.kind === 'stamp' ? { stamp: number } : { batch: number }
    const place = { ...known, ...lineOf(item) }
    findings.tally('form').checked++
    try {
      return parse(item.bytes)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      const { message } = error
      if (error.code === 'RECORD_VERSION_UNKNOWN') {
        findings.indeterminate('form', 'RECORD_VERSION_UNKNOWN', { message, place })
      } else {
        findings.failed('form', code, { message, place })
      }
      return undefined
    }
  }
}

function lineOf({ line }: { readonly line?: number | undefined }): { readonly line?: number } {
  return line === undefined ? {} : { line }
}
