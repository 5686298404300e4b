/** What health answers once the ledger is open. */
export abstract class Readiness {
  abstract readonly profile: 'development' | 'production'
  abstract readonly version: string
}
