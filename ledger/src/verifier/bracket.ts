import type { Envelope } from '../entry/envelope.ts'
import type { FindingIndication } from '../report/report.ts'
import type { FindingCode } from './finding-code.ts'

/** What dates an entry, never the fact it tells (FORMATS §7): milliseconds since 1970. */
export interface Bracket {
  /** Undefined for what was signed before the first time-stamp. */
  readonly notBefore: number | undefined
  readonly notAfter: number
}

export interface BracketProblem {
  readonly indication: Extract<FindingIndication, 'INDETERMINATE' | 'WARNING'>
  readonly code: FindingCode
  readonly message: string
}

/** Where the trust file says nothing, in milliseconds. */
export const DEFAULT_TOLERANCE = 5000
const OBSERVED_TOLERANCE = 5000
const WIDEST = 10 * 60 * 1000

/** What an entry's own times say against its bracket. @param tolerance of our clock, milliseconds */
export function bracketProblems(
  { recordedAt, occurredAt }: Pick<Envelope, 'occurredAt' | 'recordedAt'>,
  bracket: Bracket,
  tolerance: number,
): readonly BracketProblem[] {
  const problems: BracketProblem[] = []
  const recorded = Date.parse(recordedAt)
  const occurred = occurredAt.at === recordedAt ? recorded : Date.parse(occurredAt.at)
  if (isOutside(recorded, bracket, tolerance)) {
    const message = `recordedAt ${recordedAt} is outside ${bracketText(bracket)}`
    problems.push({ indication: 'INDETERMINATE', code: 'RECORDED_OUTSIDE_BRACKET', message })
  }
  if (occurredAt.basis === 'observed' && isOutside(occurred, bracket, OBSERVED_TOLERANCE)) {
    const message = `occurredAt ${occurredAt.at}, observed, is outside ${bracketText(bracket)}`
    problems.push({ indication: 'INDETERMINATE', code: 'OCCURRED_OUTSIDE_BRACKET', message })
  }
  if (occurredAt.basis !== 'observed' && occurred > bracket.notAfter) {
    const message = `occurredAt ${occurredAt.at}, ${occurredAt.basis}, is after ${bracketText(bracket)}`
    problems.push({ indication: 'WARNING', code: 'OCCURRED_AFTER_BRACKET', message })
  }
  return problems
}

/** Whether it is so wide that no date inside is asserted. */
export function isTooWide({ notBefore, notAfter }: Bracket): boolean {
  return notBefore !== undefined && notAfter - notBefore > WIDEST
}

function isOutside(
  at: number,
  { notBefore = -Infinity, notAfter }: Bracket,
  tolerance: number,
): boolean {
  return at < notBefore - tolerance || at > notAfter + tolerance
}

function bracketText({ notBefore, notAfter }: Bracket): string {
  const from = notBefore === undefined ? 'the beginning' : new Date(notBefore).toISOString()
  return `the bracket from ${from} to ${new Date(notAfter).toISOString()}`
}
