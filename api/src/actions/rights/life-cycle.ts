import type { ExpertiseAction } from '../expertise/action.js'
import { initialState, type OrderedCase } from '../expertise/state.js'
import { caseRights } from './case-rights.js'
import { mayStart, obstacles, type Obstacle } from './obstacles.js'

/** Stages of a case, as the console names them. */
export const PHASES = [
  'ordered',
  'designated',
  'declined',
  'vacant',
  'accepted',
  'open',
  'pre-report',
  'reported',
  'closed',
] as const
export type Phase = (typeof PHASES)[number]

/** Whether an action is possible in a phase: `depends` on what else happened in the case. */
export type Possibility = 'always' | 'depends' | 'never'

export function phaseOf(state: OrderedCase): Phase {
  if (state.closed) return 'closed'
  if (state.reportFiled) return 'reported'
  if (state.preReportFiled) return 'pre-report'
  switch (state.designation) {
    case 'none':
      return 'ordered'
    case 'notified':
      return 'designated'
    case 'declined':
      return 'declined'
    case 'vacant':
      return 'vacant'
    case 'accepted':
      return mayStart(state) ? 'open' : 'accepted'
  }
}

/** For who is best placed: the designated expert, the controlling judge. `byParty`: on the parties' side. */
export function possibility(
  kind: ExpertiseAction['kind'],
  phase: Phase,
  byParty: boolean,
): Possibility {
  const { obstacles: named, partyObstacles = [] } = caseRights[kind]
  const all: readonly Obstacle[] = byParty ? [...named, ...partyObstacles] : named
  const states = everyCase().filter((state) => phaseOf(state) === phase)
  const free = states.filter((state) => all.every((code) => !standsInTheWay(code, state)))
  if (free.length === 0) return 'never'
  return free.length === states.length ? 'always' : 'depends'
}

/** Every case that can be, as far as obstacles look at it. */
export function everyCase(expert = 'expert', controlJudge = 'judge'): readonly OrderedCase[] {
  const order = { regime: 'civil', zone: 'Europe/Paris', expert, controlJudge } as const
  const found: OrderedCase[] = []
  for (const designation of ['none', 'notified', 'declined', 'vacant', 'accepted'] as const)
    for (const consignation of [null, 'none', 'recorded', 'notified'] as const)
      for (const immediateStart of [false, true])
        for (const [preReportFiled, reportFiled] of REPORTS)
          for (const closed of [false, true]) {
            const reported = preReportFiled || reportFiled
            if (reported && designation !== 'accepted') continue
            found.push({
              ...initialState,
              order: { ...order, consignationOrdered: consignation !== null },
              designation,
              consignation: consignation ?? 'none',
              immediateStart,
              preReportFiled,
              reportFiled,
              closed,
            })
          }
  return found
}

const REPORTS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

function standsInTheWay(code: Obstacle, state: OrderedCase): boolean {
  const { expert, controlJudge } = state.order
  return [expert, controlJudge].every((actor) => obstacles[code](state, actor))
}
