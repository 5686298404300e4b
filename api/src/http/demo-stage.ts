/** The scenes of the demo story still unplayed; absent outside a development ledger. */
export class DemoStage {
  /** @param next plays the next scene live; `played` is null when none is left */
  constructor(readonly next: () => Promise<DemoScene>) {}
}

export interface DemoScene {
  readonly played: {
    readonly id: string
    readonly title: string
    readonly case: string | null
  } | null
  readonly left: number
}
