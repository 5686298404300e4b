import { LedgerError } from '@contremarque/ledger'
import type { DraftEvent } from './decider.js'
import { refusals, type Refusal, type RefusalCode, type RuleId } from './refusals.js'

/** A decider's no. The recorder records it as `ActionRefused` and answers it. */
export class ActionRefused extends LedgerError<RefusalCode> {
  /** Kind of the action attempted. */
  readonly action: string
  /** The rule of docs/rules.md that forbids it, or null. */
  readonly rule: RuleId | null
  /** In the two languages of the console. */
  readonly reason: Pick<Refusal, 'fr' | 'en'>

  constructor(code: RefusalCode, action: string) {
    super(code, refusals[code].en, { details: { action, rule: refusals[code].rule } })
    this.action = action
    this.rule = refusals[code].rule
    this.reason = refusals[code]
  }

  /** True when who asked has no place in the case at all: answered like *not found* (FORMATS §4). */
  get byStranger(): boolean {
    return this.code === 'NOT_A_MEMBER' || this.code === 'EXPERTISE_UNKNOWN'
  }

  /** As it is told outside the case: a stranger's own stream does not say whether there is one. */
  get toldOutside(): ActionRefused {
    return this.byStranger ? new ActionRefused('NOT_A_MEMBER', this.action) : this
  }
}

/** The event that tells the refusal. `target`: personal, the stream a stranger asked for. */
export function refusalEvent(refused: ActionRefused, target?: string): DraftEvent {
  return {
    type: 'ActionRefused',
    typeVersion: 1,
    data: { action: refused.action, code: refused.code, rule: refused.rule },
    personal: target === undefined ? {} : { target },
    documents: [],
  }
}
