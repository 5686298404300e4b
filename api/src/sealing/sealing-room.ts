import type { Timers } from '../config/timers.js'
import type { Sealer } from './sealer.js'

/** Entries that may be unsealed before recorders are held back: half a batch. */
const ROOM = 2_048
/** Milliseconds that one is held back at most: sealing that fails holds nobody up for good. */
const LONGEST = 1_000

/**
 * Holds recorders back while too much is unsealed: under load sealing and recording take time from each
 * other, and the promise to seal comes first. In order; each is let in when a batch made room.
 */
export class SealingRoom {
  private readonly waiting = new Set<() => void>()

  constructor(
    private readonly sealer: Pick<Sealer, 'sealed$' | 'unsealed'>,
    private readonly timers: Timers,
  ) {
    sealer.sealed$.subscribe(() => {
      this.letIn()
    })
  }

  /** Undefined where there is room, which costs no turn. */
  enter(): Promise<void> | undefined {
    if (this.sealer.unsealed + this.waiting.size < ROOM) return undefined
    return new Promise((resolve) => {
      const enter = (): void => {
        this.waiting.delete(enter)
        cancel()
        resolve()
      }
      const cancel = this.timers.after(LONGEST, enter)
      this.waiting.add(enter)
    })
  }

  private letIn(): void {
    let room = ROOM - this.sealer.unsealed
    for (const enter of this.waiting) {
      if (room <= 0) return
      room--
      enter()
    }
  }
}
