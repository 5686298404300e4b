import type { Role } from '@contremarque/ledger'
import { COURT, LEDGER_ROLES, PERSON_ROLES } from './roles.js'

/**
 * Whose reading one may see besides one's own, by the role of who asks: what was read in these roles. The
 * auditor looks at those who watch over cases; the data-protection officer answers for whoever reads.
 */
export const accessRights: Partial<Readonly<Record<Role, readonly Role[]>>> = {
  auditeur: [...COURT, ...LEDGER_ROLES],
  dpo: PERSON_ROLES,
}
