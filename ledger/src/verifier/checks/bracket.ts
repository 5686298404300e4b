import type { Anchor, Envelope } from '../../entry/envelope.ts'
import { MAX_RUN_ENTRIES } from '../../records/parse-record.ts'
import { bracketProblems, DEFAULT_TOLERANCE, isTooWide } from '../bracket.ts'
import type { Check } from '../check.ts'
import type { Tally } from '../finding-collector.ts'
import type { LedgerState } from '../ledger-state.ts'
import { Outages } from '../outages.ts'
import { placeOf } from '../placed.ts'
import { provedTogether } from '../proved-together.ts'
import type { EntryPlace, PlacedBatch, PlacedEntry, PlacedStamp } from '../placed.ts'

/** Only what is needed later: whole entries would fill the memory while they wait for a token. */
interface Waiting extends EntryPlace, Pick<Envelope, 'occurredAt' | 'recordedAt'> {
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
  private batches: { readonly batch: number; readonly entries: readonly Waiting[] }[] = []
  private held = 0

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('bracket')
    this.tolerance = state.options.trust?.clockTolerance ?? DEFAULT_TOLERANCE
  }

  entry(entry: PlacedEntry): void {
    if (entry.parsed === undefined) return
    this.outages.learn(entry.parsed.envelope)
    // Those of a batch are looked at with it.
    if (entry.leaf === undefined) this.checkAnchor(entry, entry.parsed.envelope)
  }

  batch({ record, entries }: PlacedBatch): void {
    const waiting: Waiting[] = []
    for (const entry of entries) {
      if (entry?.parsed === undefined) continue
      const { envelope } = entry.parsed
      const { stream, revision, leaf, batch, line } = entry
      const { recordedAt, occurredAt, anchor } = envelope
      const notBefore = this.checkAnchor(entry, envelope)
      waiting.push({ stream, revision, leaf, batch, line, recordedAt, occurredAt, notBefore })
      if (anchor !== null && anchor.size > record.first) this.notBeforeBatch(entry, record.first)
    }
    this.batches.push({ batch: record.batch, entries: waiting })
    this.held += waiting.length
    // What is further back than the largest run gets no time-stamp any more.
    while (this.held > MAX_RUN_ENTRIES) this.held -= this.batches.shift()!.entries.length
  }

  stamp({ record, tokens }: PlacedStamp): void {
    const { notAfter } = provedTogether(tokens)
    const run = this.batches.filter(({ batch }) => batch <= record.lastBatch)
    this.batches = this.batches.slice(run.length)
    for (const { entries } of run) {
      this.held -= entries.length
      if (tokens.length > 0) for (const waiting of entries) this.close(waiting, notAfter)
    }
  }

  /** Returns what the anchor proves. */
  private checkAnchor(entry: PlacedEntry, { anchor }: Envelope): number | undefined {
    if (anchor !== null) return this.notBefore(entry, anchor)
    this.requireNoStampYet(entry)
    return undefined
  }

  private notBefore(entry: PlacedEntry, anchor: Anchor): number | undefined {
    const { findings, streams, stamped } = this.state
    const slot = streams.slot(entry.stream)
    const last = streams.anchorSize(slot)
    if (anchor.size < last) {
      const message = 'the anchor is older than that of the entry before it in the stream'
      findings.failed('bracket', 'ANCHOR_WENT_BACK', { message, place: placeOf(entry) })
    } else {
      streams.setAnchorSize(slot, anchor.size)
    }
    const row = stamped.find(anchor)
    if (row !== undefined) return stamped.notBefore(row)
    const message = 'the anchor names no time-stamped checkpoint that stands before the entry'
    const detail = { place: placeOf(entry), actual: anchor.token }
    findings.failed('bracket', 'ANCHOR_UNKNOWN', { message, ...detail })
    return undefined
  }

  /** Only what comes before the first time-stamped checkpoint may be without an anchor. */
  private requireNoStampYet(entry: PlacedEntry): void {
    const { findings, stamped } = this.state
    if (stamped.firstSize === undefined || (entry.leaf ?? Infinity) < stamped.firstSize) return
    const message = 'no anchor, though a checkpoint was time-stamped before the entry'
    findings.failed('bracket', 'ANCHOR_MISSING', { message, place: placeOf(entry) })
  }

  private notBeforeBatch(entry: PlacedEntry, first: number): void {
    const message = `the anchor is over more leaves than the ${first} before the entry's batch`
    const place = placeOf(entry)
    this.state.findings.failed('bracket', 'ANCHOR_NOT_BEFORE_BATCH', { message, place })
  }

  private close(entry: Waiting, notAfter: number): void {
    const { findings } = this.state
    const { notBefore } = entry
    this.tally.checked++
    const bracket = { notBefore, notAfter }
    for (const { indication, code, message } of bracketProblems(entry, bracket, this.tolerance)) {
      findings.report(indication, 'bracket', code, { message, place: placeOf(entry) })
    }
    if (!isTooWide(bracket) || this.outages.cover(notBefore!, notAfter)) return
    const minutes = Math.round((notAfter - notBefore!) / 60_000)
    const message = `between anchor and time-stamp lie ${minutes} minutes: no date inside is asserted`
    findings.warning('bracket', 'BRACKET_TOO_WIDE', { message, place: placeOf(entry) })
  }
}
