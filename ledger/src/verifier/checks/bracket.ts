import { MAX_RUN_ENTRIES } from '../../records/parse-record.ts'
import { bracketProblems, DEFAULT_TOLERANCE, isTooWide } from '../bracket.ts'
import type { Check } from '../check.ts'
import type { LedgerState, StampedCheckpoint } from '../ledger-state.ts'
import { Outages } from '../outages.ts'
import { placeOf, type PlacedEntry, type PlacedStamp, type StampedToken } from '../placed.ts'

interface Waiting {
  readonly entry: PlacedEntry
  /** Undefined for what was signed before the first time-stamp. */
  readonly notBefore: number | undefined
}

/**
 * The anchor of every entry is a token of this ledger over a checkpoint before the entry's batch,
 * and never goes back in a stream; with the entry's own token it makes the bracket (FORMATS §7).
 */
export function bracketCheck(state: LedgerState): Check {
  const { findings, streams } = state
  const tally = findings.tally('bracket')
  const tolerance = state.options.trust?.clockTolerance ?? DEFAULT_TOLERANCE
  const outages = new Outages()
  let waiting: Waiting[] = []
  let waitingBatches: { readonly batch: number; readonly entries: readonly Waiting[] }[] = []

  function anchorOf(entry: PlacedEntry): StampedCheckpoint | undefined {
    const envelope = entry.parsed?.envelope
    if (envelope === undefined) return undefined
    const slot = streams.slot(entry.stream)
    const { anchor } = envelope
    if (anchor === null) {
      requireNoStampYet(entry)
      return undefined
    }
    if (anchor.size < streams.anchorSize(slot)) {
      const message = 'the anchor is older than that of the entry before it in the stream'
      findings.failed('bracket', 'ANCHOR_WENT_BACK', { message, place: placeOf(entry) })
    }
    streams.setAnchorSize(slot, Math.max(streams.anchorSize(slot), anchor.size))
    const stamped = state.stamped.get(anchor.token)
    if (stamped?.size === anchor.size && stamped.root === anchor.root) return stamped
    const message = 'the anchor names no time-stamped checkpoint that stands before the entry'
    findings.failed('bracket', 'ANCHOR_UNKNOWN', {
      message,
      place: placeOf(entry),
      actual: anchor.token,
    })
    return undefined
  }

  function requireNoStampYet(entry: PlacedEntry): void {
    const { firstStampedSize = Infinity } = state
    if ((entry.leaf ?? Infinity) < firstStampedSize) return
    const isFirst = entry.leaf === undefined && firstStampedSize === Infinity
    if (isFirst) return
    const message = 'no anchor, though a checkpoint was time-stamped before the entry'
    findings.failed('bracket', 'ANCHOR_MISSING', { message, place: placeOf(entry) })
  }

  function close({ entry, notBefore }: Waiting, notAfter: number): void {
    tally.checked++
    const { envelope } = entry.parsed!
    const bracket = { notBefore, notAfter }
    for (const { indication, code, message } of bracketProblems(envelope, bracket, tolerance)) {
      const report = indication === 'WARNING' ? findings.warning : findings.indeterminate
      report.call(findings, 'bracket', code, { message, place: placeOf(entry) })
    }
    if (!isTooWide(bracket) || outages.cover(notBefore!, notAfter)) return
    const minutes = Math.round((notAfter - notBefore!) / 60_000)
    const message = `between anchor and time-stamp lie ${minutes} minutes: no date inside is asserted`
    findings.warning('bracket', 'BRACKET_TOO_WIDE', { message, place: placeOf(entry) })
  }

  function closeRun({ record, tokens }: PlacedStamp): void {
    const earliest = earliestEnd(tokens)
    for (const { batch, entries } of waitingBatches) {
      if (batch > record.lastBatch || earliest === undefined) continue
      for (const waitingEntry of entries) close(waitingEntry, earliest)
    }
    waitingBatches = waitingBatches.filter(({ batch }) => batch > record.lastBatch)
  }

  return {
    name: 'bracket',
    entry(entry) {
      if (entry.parsed === undefined) return
      outages.learn(entry.parsed.envelope)
      const anchor = anchorOf(entry)
      if (entry.leaf !== undefined) waiting.push({ entry, notBefore: anchor?.token?.notBefore })
    },
    batch({ record }) {
      for (const { entry } of waiting) requireBeforeBatch(entry, record.first)
      waitingBatches.push({ batch: record.batch, entries: waiting })
      waiting = []
      let held = waitingBatches.reduce((sum, { entries }) => sum + entries.length, 0)
      while (held > MAX_RUN_ENTRIES) held -= waitingBatches.shift()!.entries.length
    },
    stamp: closeRun,
  }

  function requireBeforeBatch(entry: PlacedEntry, first: number): void {
    const anchor = entry.parsed?.envelope.anchor
    if (anchor === undefined || anchor === null || anchor.size <= first) return
    const message = `the anchor is over ${anchor.size} leaves, the entry's batch begins at ${first}`
    findings.failed('bracket', 'ANCHOR_NOT_BEFORE_BATCH', { message, place: placeOf(entry) })
  }
}

function earliestEnd(tokens: readonly StampedToken[]): number | undefined {
  return tokens.length === 0 ? undefined : Math.min(...tokens.map(({ notAfter }) => notAfter))
}
