import type { JsonValue, OccurredAt } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent } from '../decider.js'

/** One case of a journal kept by another platform: stream `journal-<uuid>`. No rule of procedure applies. */
export interface JournalAction {
  readonly kind: 'RecordJournalEntry'
  /** Code of the journal's origin, from the mapping. */
  readonly source: string
  /** Code of what was done, from the mapping's closed list. */
  readonly activity: string
  /** French label of that code, as it stood in the mapping; personal like all labels. */
  readonly label: string
  /** The instant as the journal claims it, with its own offset and digits. */
  readonly at: string
  /** Foreign case number, person and columns that identify the line; personal. */
  readonly case: string
  readonly actor: string
  readonly key: readonly string[]
  /** Columns the mapping calls personal, by the name it gives them. */
  readonly row: Readonly<Record<string, string>>
}

/** Lines of a journal are taken as they come. */
export type JournalState = null

export const journal: Decider<JournalState, JournalAction> = {
  initialState: null,
  evolve: (state) => state,
  decide,
}

function decide(
  action: JournalAction,
  _state: JournalState,
  context: ActionContext,
): readonly DraftEvent[] {
  const { kind, source, activity, label, at, actor, key } = action
  if (context.person.authentication.method !== 'foreign') {
    throw new ActionRefused('ROLE_NOT_ALLOWED', kind)
  }
  const row = Object.entries(action.row).map(([name, value]) => [`row.${name}`, value] as const)
  const personal: Record<string, JsonValue> = {
    ...Object.fromEntries(row),
    case: action.case,
    actor,
    key,
    label,
  }
  const occurredAt: OccurredAt = { at, basis: 'imported' }
  return [
    {
      type: 'JournalEntryImported',
      typeVersion: 1,
      data: { source, activity },
      personal,
      documents: [],
      occurredAt,
    },
  ]
}
