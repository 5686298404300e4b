import type { Role } from '@contremarque/ledger'
import type { ActorAction } from '../actor/action.js'
import { PERSON_ROLES } from './roles.js'

const ADMINISTRATION: readonly Role[] = ['administrateur', 'plateforme']

/** Who may ask for what about a person; terms are accepted by that person alone (R02). */
export const personRights: Readonly<Record<ActorAction['kind'], readonly Role[]>> = {
  EnrolActor: ADMINISTRATION,
  AcceptTerms: PERSON_ROLES,
  GrantRole: ADMINISTRATION,
  WithdrawRole: ADMINISTRATION,
  BindCredential: ADMINISTRATION,
  UnbindCredential: ADMINISTRATION,
}
