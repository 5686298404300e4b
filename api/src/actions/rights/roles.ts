import type { Role } from '@contremarque/ledger'

export const COURT: readonly Role[] = ['magistrat', 'greffe']

/** Those who bring documents for a party: rules R11 and R33 bind them. */
export const PARTY_SIDE: readonly Role[] = [
  'partie',
  'avocat',
  'medecin-designe',
  'medecin-conseil',
  'tiers',
]

/** Roles in an expertise. */
export const CASE_ROLES: readonly Role[] = [...COURT, 'expert', 'sapiteur', ...PARTY_SIDE]

/** Roles on the ledger as a whole. */
export const LEDGER_ROLES: readonly Role[] = ['dpo', 'auditeur', 'operateur', 'administrateur']

/** Every role of a person; `plateforme` is the platform itself, `externe` acts in imported journals. */
export const PERSON_ROLES: readonly Role[] = [...CASE_ROLES, ...LEDGER_ROLES]

/** Who can be in a case: its roles, and who watches over it, to consult only. Never who runs the platform. */
export const CASE_READERS: readonly Role[] = [...CASE_ROLES, 'dpo', 'auditeur']
