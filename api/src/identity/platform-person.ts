import type { Person } from '../actions/decider.js'

/** Who acts when the platform does something of itself. */
export const PLATFORM: Person = {
  id: 'platform',
  role: 'plateforme',
  authentication: { method: 'platform', validity: 'not-applicable', checkedAt: null },
  evidence: {},
  termsAccepted: null,
}
