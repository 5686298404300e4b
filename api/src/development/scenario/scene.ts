import type { Narrator } from './narrator.js'

/** One dated step of the story. */
export interface Scene {
  /** Fixed: it is part of the idempotency keys. */
  readonly id: string
  /** Day of the story (0 is its first Monday) and hour in Paris. */
  readonly day: number
  readonly time: string
  play(narrator: Narrator): Promise<void>
}

/** A scene that waits for `demo next`, played at real time. */
export interface LiveScene {
  readonly id: string
  /** French, as shown beside the button. */
  readonly title: string
  /** Name of the case in which it takes place. */
  readonly case: string
  play(narrator: Narrator): Promise<void>
}
