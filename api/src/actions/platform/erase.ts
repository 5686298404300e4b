import { ActionRefused } from '../action-refused.js'
import type { DraftEvent } from '../decider.js'

/** Topic `erasures`: the openings of these commitments are destroyed. */
export interface EraseOpenings extends ErasureGround {
  readonly kind: 'EraseOpenings'
  /** Stream by stream, at most 512 commitments each. */
  readonly erased: readonly ErasedOpenings[]
  /** How many of the cases they stand in are not closed. */
  readonly openCases: number
}

export interface ErasedOpenings {
  /** Pseudonym of the person whose they are, in their stream. */
  readonly actor: string
  /** Digests, hexadecimal. */
  readonly commitments: readonly string[]
}

/** Why a person's data is erased. */
export interface ErasureGround {
  /** Code: `gdpr-17`, `retention-ended`. */
  readonly basis: string
  /** What the erasure is filed under. */
  readonly reference: string
  /** Reference of the decision that allows it in a case that is open; null: none. */
  readonly decision: string | null
}

/** R39: what is held for an open case is erased only where a decision allows it. @throws ActionRefused */
export function decideErasure(action: EraseOpenings): readonly DraftEvent[] {
  const { kind, erased, openCases, basis, reference, decision } = action
  if (openCases > 0 && decision === null) throw new ActionRefused('ERASURE_CASE_OPEN', kind)
  return erased.map(({ actor, commitments }) => ({
    type: 'OpeningsErased',
    typeVersion: 2,
    data: { commitments, basis, actor },
    personal: {
      erasureReference: reference,
      ...(decision !== null && { erasureDecision: decision }),
    },
    documents: [],
  }))
}
