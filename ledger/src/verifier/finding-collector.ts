import type { Finding, FindingIndication, Place } from '../report/report.ts'
import type { CheckName } from './check.ts'
import type { FindingCode } from './finding-code.ts'

/** What a check has to say about one place. */
export interface FindingDetail {
  readonly message: string
  readonly place?: Place
  readonly expected?: string
  readonly actual?: string
}

/** What one check did so far. */
export interface Tally {
  checked: number
  failed: number
  indeterminate: number
}

const weight: Record<FindingIndication, number> = { FAILED: 0, INDETERMINATE: 1, WARNING: 2 }

/**
 * Keeps findings up to a cap per run and counts all of them. A graver finding takes the place of the
 * last lighter one, so that no flood of warnings hides a failure.
 */
export class FindingCollector {
  readonly tallies = new Map<CheckName, Tally>()
  private readonly kept: Finding[] = []
  private readonly cap: number
  private total = 0
  private lightest = 0

  constructor(cap: number) {
    this.cap = cap
  }

  failed(check: CheckName, code: FindingCode, detail: FindingDetail): void {
    this.tally(check).failed++
    this.add('FAILED', check, code, detail)
  }

  indeterminate(check: CheckName, code: FindingCode, detail: FindingDetail): void {
    this.tally(check).indeterminate++
    this.add('INDETERMINATE', check, code, detail)
  }

  warning(check: CheckName, code: FindingCode, detail: FindingDetail): void {
    this.tally(check)
    this.add('WARNING', check, code, detail)
  }

  report(
    indication: FindingIndication,
    check: CheckName,
    code: FindingCode,
    detail: FindingDetail,
  ): void {
    if (indication === 'FAILED') this.failed(check, code, detail)
    else if (indication === 'INDETERMINATE') this.indeterminate(check, code, detail)
    else this.warning(check, code, detail)
  }

  tally(check: CheckName): Tally {
    let tally = this.tallies.get(check)
    if (tally === undefined) {
      tally = { checked: 0, failed: 0, indeterminate: 0 }
      this.tallies.set(check, tally)
    }
    return tally
  }

  get leftOut(): number {
    return this.total - this.kept.length
  }

  /** Gravest first, then in the order of the ledger. */
  sorted(): readonly Finding[] {
    return [...this.kept].sort(
      (a, b) => weight[a.indication] - weight[b.indication] || position(a) - position(b),
    )
  }

  private add(
    indication: FindingIndication,
    check: CheckName,
    code: FindingCode,
    detail: FindingDetail,
  ): void {
    this.total++
    const { place = {}, ...rest } = detail
    const finding: Finding = { indication, code, check, place, ...rest }
    if (this.kept.length < this.cap) {
      this.kept.push(finding)
      this.lightest = Math.max(this.lightest, weight[indication])
      return
    }
    if (weight[indication] >= this.lightest) return
    const lighter = this.kept.findLastIndex(
      (other) => weight[other.indication] > weight[indication],
    )
    if (lighter !== -1) this.kept[lighter] = finding
    this.lightest = Math.max(...this.kept.map((other) => weight[other.indication]))
  }
}

/** Rough order of places: the line of an export, else the leaf. */
function position({ place }: Finding): number {
  return place.line ?? place.leaf ?? place.batch ?? place.stamp ?? Number.MAX_SAFE_INTEGER
}
