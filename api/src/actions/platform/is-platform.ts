import type { ActionContext } from '../decider.js'

/** True for what the platform does of itself: its role alone is not enough. */
export function isPlatform({ person }: Pick<ActionContext, 'person'>): boolean {
  return person.role === 'plateforme' && person.authentication.method === 'platform'
}
