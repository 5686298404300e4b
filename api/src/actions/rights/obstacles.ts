import type { OrderedCase } from '../expertise/state.js'
import type { RefusalCode } from '../refusals.js'

/** What stands in the way of an action as the case is now, by the code it is refused with. */
export const obstacles = {
  CONSIGNATION_NOT_NOTIFIED: (state) => !mayStart(state),
  CONSIGNATION_NOT_ORDERED: ({ order }) => !order.consignationOrdered,
  CONSIGNATION_NOT_RECORDED: ({ consignation }) => consignation === 'none',
  DESIGNATION_ALREADY_ANSWERED: ({ designation }) => designation !== 'notified',
  DESIGNATION_ALREADY_NOTIFIED: ({ designation }) => designation !== 'none',
  DESIGNATION_NOT_ACCEPTED: ({ designation }) => designation !== 'accepted',
  DESIGNATION_NOT_NOTIFIED: ({ designation }) => designation === 'none',
  EXPERT_NOT_DESIGNATED: ({ designation }) => designation === 'vacant',
  EXPERTISE_CLOSED: ({ closed }) => closed,
  NOT_THE_CONTROL_JUDGE: ({ order }, actor) => actor !== order.controlJudge,
  NOT_THE_DESIGNATED_EXPERT: ({ order }, actor) => actor !== order.expert,
  PRE_REPORT_ALREADY_FILED: ({ preReportFiled }) => preReportFiled,
  REPORT_ALREADY_FILED: ({ reportFiled }) => reportFiled,
  REPORT_FILED_TWICE: ({ reportFiled }) => reportFiled,
} as const satisfies Partial<Record<RefusalCode, StandsInTheWay>>

/** `actor`: the pseudonym of who asks. */
type StandsInTheWay = (state: OrderedCase, actor: string) => boolean

export type Obstacle = keyof typeof obstacles

/** R11. Where the order asks for no consignation, the rule has no object. */
export function mayStart({ consignation, immediateStart, order }: OrderedCase): boolean {
  return consignation === 'notified' || immediateStart || !order.consignationOrdered
}
