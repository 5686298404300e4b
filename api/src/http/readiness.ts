/** What health answers once the ledger is open. */
export class Readiness {
  constructor(
    readonly profile: 'development' | 'production',
    readonly version: string,
  ) {}
}
