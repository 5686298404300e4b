import type { Role } from '@contremarque/ledger'
import type { OrderedCase } from '../src/actions/expertise/state.js'
import { caseRights } from '../src/actions/rights/case-rights.js'
import { obstacles } from '../src/actions/rights/obstacles.js'
import { PARTY_SIDE } from '../src/actions/rights/roles.js'
import type { Kind } from './asked-actions.js'
import type { Answer } from './way-to-server.js'

/** Codes that say: what you named is not there, or there already; no word of rights or states. */
const OF_OBJECTS =
  /^(?:ACTOR_ALREADY_ADDED|ACTOR_NOT_REGISTERED|DOCUMENT_NOT_AVAILABLE|DOCUMENT_ALREADY_AVAILABLE|NOT_THE_DEPOSITOR|NOTICE_UNKNOWN|CREDENTIAL_NOT_BOUND|ROLE_ALREADY_GRANTED|DEMO_UNAVAILABLE|OIDC_ISSUER_UNKNOWN|IDENTIFICATION_UNAVAILABLE|CERTIFICATE_MISSING)$/

/** Whether the table let it pass, or the code that it was refused with. */
export function outcomeOf({ statusCode, payload }: Pick<Answer, 'payload' | 'statusCode'>): string {
  return statusCode < 400 ? 'allowed' : outcomeOfProblem(JSON.parse(payload) as { code: string })
}

export function outcomeOfProblem({ code }: { readonly code: string }): string {
  return OF_OBJECTS.test(code) ? 'allowed' : code
}

/** What the table says, as the case is at this moment. */
export function told(kind: Kind, state: OrderedCase, role: Role, members: readonly Role[]): string {
  if (!members.includes(role)) return 'NOT_FOUND'
  const { roles, obstacles: named, partyObstacles = [] } = caseRights[kind]
  if (!roles.includes(role)) return 'ROLE_NOT_ALLOWED'
  const { expert, controlJudge } = state.order
  const actor = role === 'expert' ? expert : role === 'magistrat' ? controlJudge : 'another'
  const all = PARTY_SIDE.includes(role) ? [...named, ...partyObstacles] : named
  return all.find((code) => obstacles[code](state, actor)) ?? 'allowed'
}
