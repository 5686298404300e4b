import { eventDataProblem, findEventType, mayCommit, type JsonValue } from '@contremarque/ledger'
import { ActionRefused } from '../src/actions/action-refused.js'
import type { ActionContext, Decider, DraftEvent, FoldedEvent } from '../src/actions/decider.js'

/** An event that happened: its type, data and who did it. */
export interface Past {
  readonly type: string
  readonly data: unknown
  readonly actor?: string
}

/** `given(decider, …events).when(action, context).then(…)`. Every draft must fit the catalogue. */
export function given<State, Action>(decider: Decider<State, Action>, ...events: readonly Past[]) {
  const state = events
    .map(fold)
    .reduce((folded, event) => decider.evolve(folded, event), decider.initialState)
  return {
    when(action: Action, context: ActionContext) {
      const decide = () => decider.decide(action, state, context)
      return {
        then(...expected: readonly Partial<DraftEvent>[]): void {
          const drafts = decide()
          expect(drafts).toEqual(expected.map((each): unknown => expect.objectContaining(each)))
          for (const draft of drafts) expect(misfits(draft)).toEqual([])
        },
        thenRefused(code: string, rule: string | null = null): void {
          const refused = caught(decide)
          expect(refused).toBeInstanceOf(ActionRefused)
          const { code: actual, rule: broken, action: kind } = refused as ActionRefused
          expect({ code: actual, rule: broken, kind }).toEqual({
            code,
            rule,
            kind: (action as { kind: string }).kind,
          })
        },
      }
    },
  }
}

/** Hash given to the n-th event of `given`, to be expected as causation. */
export function hashAt(index: number): string {
  return index.toString(16).padStart(64, '0')
}

function fold({ type, data, actor = 'nobody' }: Past, index: number): FoldedEvent {
  const envelope = { type, typeVersion: 1, data, actor: { id: actor } }
  return { hash: hashAt(index), envelope: envelope as unknown as FoldedEvent['envelope'] }
}

function misfits({ type, typeVersion, data, personal }: DraftEvent): readonly string[] {
  const known = findEventType(type, typeVersion)
  if (known === undefined) return [`${type} ${typeVersion} is not in the catalogue`]
  const problem = eventDataProblem(known, data)
  const uncommitted = Object.keys(personal).filter((field) => !mayCommit(known, field))
  const empty = Object.entries(personal).filter(([, value]: [string, JsonValue]) => value === null)
  return [...(problem === null ? [] : [problem]), ...uncommitted, ...empty.map(([name]) => name)]
}

function caught(decide: () => unknown): unknown {
  try {
    return decide()
  } catch (error) {
    return error
  }
}
