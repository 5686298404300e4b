import type { Role } from '@contremarque/ledger'
import type { ActionContext } from '../decider.js'

/** True for what the platform does of itself: its role alone is not enough. */
export function isPlatform({ person }: Pick<ActionContext, 'person'>): boolean {
  return person.role === 'plateforme' && person.authentication.method === 'platform'
}

/** Whether who acts does so in one of these roles; that of the platform is not taken on its word. */
export function actsAs(roles: readonly Role[], { person }: Pick<ActionContext, 'person'>): boolean {
  return roles.includes(person.role) && (person.role !== 'plateforme' || isPlatform({ person }))
}
