import type { Anchor } from '../../entry/envelope.ts'
import { MAX_RUN_ENTRIES } from '../../records/parse-record.ts'
import { bracketProblems, DEFAULT_TOLERANCE, isTooWide } from '../bracket.ts'
import type { Check } from '../check.ts'
import type { Tally } from '../finding-collector.ts'
import type { LedgerState, StampedCheckpoint } from '../ledger-state.ts'
import { Outages } from '../outages.ts'
import { placeOf, type PlacedBatch, type PlacedEntry, type PlacedStamp } from '../placed.ts'

interface Waiting {
  readonly entry: PlacedEntry
  /** Undefined for what was signed before the first time-stamp. */
  readonly notBefore: number | undefined
}

/**
 * The anchor of every entry is a token of this ledger over a checkpoint before the entry's batch,
 * and never goes back in a stream; with the entry's own token it makes the bracket (FORMATS §7).
 */
export class BracketCheck implements Check {
  readonly name = 'bracket'
  private readonly state: LedgerState
  private readonly tally: Tally
  private readonly tolerance: number
  private readonly outages = new Outages()
  private waiting: Waiting[] = []
  private batches: { readonly batch: number; readonly entries: readonly Waiting[] }[] = []
  private held = 0

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('bracket')
    this.tolerance = state.options.trust?.clockTolerance ?? DEFAULT_TOLERANCE
  }

  entry(entry: PlacedEntry): void {
    const envelope = entry.parsed?.envelope
    if (envelope === undefined) return
    this.outages.learn(envelope)
    const { anchor } = envelope
    if (anchor === null) this.requireNoStampYet(entry)
    const stamped = anchor === null ? undefined : this.find(entry, anchor)
    if (entry.leaf !== undefined) this.waiting.push({ entry, notBefore: stamped?.token?.notBefore })
  }

  batch({ record }: PlacedBatch): void {
    for (const { entry } of this.waiting) this.requireBeforeBatch(entry, record.first)
    this.batches.push({ batch: record.batch, entries: this.waiting })
    this.held += this.waiting.length
    this.waiting = []
    // What is further back than the largest run gets no time-stamp any more.
    while (this.held > MAX_RUN_ENTRIES) this.held -= this.batches.shift()!.entries.length
  }

  stamp({ record, tokens }: PlacedStamp): void {
    const notAfter = Math.min(...tokens.map((token) => token.notAfter))
    const run = this.batches.filter(({ batch }) => batch <= record.lastBatch)
    this.batches = this.batches.slice(run.length)
    for (const { entries } of run) {
      this.held -= entries.length
      if (tokens.length > 0) for (const waiting of entries) this.close(waiting, notAfter)
    }
  }

  private find(entry: PlacedEntry, anchor: Anchor): StampedCheckpoint | undefined {
    const { findings, streams } = this.state
    const slot = streams.slot(entry.stream)
    const last = streams.anchorSize(slot)
    if (anchor.size < last) {
      const message = 'the anchor is older than that of the entry before it in the stream'
      findings.failed('bracket', 'ANCHOR_WENT_BACK', { message, place: placeOf(entry) })
    } else {
      streams.setAnchorSize(slot, anchor.size)
    }
    const stamped = this.state.stamped.get(anchor.token)
    if (stamped?.size === anchor.size && stamped.root === anchor.root) return stamped
    const message = 'the anchor names no time-stamped checkpoint that stands before the entry'
    const detail = { place: placeOf(entry), actual: anchor.token }
    findings.failed('bracket', 'ANCHOR_UNKNOWN', { message, ...detail })
    return undefined
  }

  /** Only what comes before the first time-stamped checkpoint may be without an anchor. */
  private requireNoStampYet(entry: PlacedEntry): void {
    const { findings, firstStampedSize } = this.state
    if (firstStampedSize === undefined || (entry.leaf ?? Infinity) < firstStampedSize) return
    const message = 'no anchor, though a checkpoint was time-stamped before the entry'
    findings.failed('bracket', 'ANCHOR_MISSING', { message, place: placeOf(entry) })
  }

  private requireBeforeBatch(entry: PlacedEntry, first: number): void {
    const anchor = entry.parsed?.envelope.anchor ?? null
    if (anchor === null || anchor.size <= first) return
    const message = `the anchor is over ${anchor.size} leaves, the entry's batch begins at ${first}`
    const place = placeOf(entry)
    this.state.findings.failed('bracket', 'ANCHOR_NOT_BEFORE_BATCH', { message, place })
  }

  private close({ entry, notBefore }: Waiting, notAfter: number): void {
    const { findings } = this.state
    this.tally.checked++
    const bracket = { notBefore, notAfter }
    const { envelope } = entry.parsed!
    for (const { indication, code, message } of bracketProblems(
      envelope,
      bracket,
      this.tolerance,
    )) {
      findings.report(indication, 'bracket', code, { message, place: placeOf(entry) })
    }
    if (!isTooWide(bracket) || this.outages.cover(notBefore!, notAfter)) return
    const minutes = Math.round((notAfter - notBefore!) / 60_000)
    const message = `between anchor and time-stamp lie ${minutes} minutes: no date inside is asserted`
    findings.warning('bracket', 'BRACKET_TOO_WIDE', { message, place: placeOf(entry) })
  }
}
