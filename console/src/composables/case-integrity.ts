import type { CaseDetail } from '../api/types.ts'
import type { LastVerification } from '../verification/last-verification.ts'

/** What the sentence on a case's integrity says of the last verification in this browser. */
export type VerifiedState = 'never' | 'passed' | 'indeterminate' | 'failed' | 'unfinished'

export interface CaseVerification {
  readonly state: VerifiedState
  readonly verifiedAt: string | null
  /** Revisions of this case at which tampering was found. */
  readonly broken: readonly number[]
}

/** How far the entries of a case are proved. */
export function proofExtent({ integrity }: CaseDetail): 'whole' | 'partial' | 'none' {
  const { entries, stamped, stampedUpTo } = integrity
  if (stamped === 0 || stampedUpTo === null) return 'none'
  return stamped >= entries ? 'whole' : 'partial'
}

/** What the last verification means for one case. */
export function caseVerification(
  id: string,
  last: LastVerification | null | undefined,
): CaseVerification {
  if (last === null || last === undefined) return { state: 'never', verifiedAt: null, broken: [] }
  const states = {
    TOTAL_PASSED: 'passed',
    INDETERMINATE: 'indeterminate',
    TOTAL_FAILED: 'failed',
    UNFINISHED: 'unfinished',
  } as const
  const stream = `expertise-${id}`
  const broken = last.broken.flatMap((place) =>
    place.stream === stream && place.revision !== null ? [place.revision] : [],
  )
  return {
    state: states[last.verdict],
    verifiedAt: last.verifiedAt,
    broken: [...new Set(broken)].sort((a, b) => a - b),
  }
}
