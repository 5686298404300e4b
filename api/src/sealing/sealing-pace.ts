import type { Timers } from '../config/timers.js'

const INTERVAL = 250
const HEARTBEAT = 600_000
const RETRY = 1_000
const TAKEOVER = 2_000

export interface PaceSettings {
  /** Milliseconds from the first unsealed entry to its batch; at once when legally dated. */
  readonly interval?: number
  /** Milliseconds of silence after which an empty batch is sealed. */
  readonly heartbeat?: number
  /** Milliseconds that a node waits longer while another one seals. */
  readonly takeover?: number
}

/** When the next batch is due. */
export class SealingPace {
  private readonly timers: Timers
  private readonly settings: PaceSettings
  private readonly seal: (heartbeat: boolean) => void
  private timer: { readonly isPrompt: boolean; readonly cancel: () => void } | undefined
  private cancelHeartbeat: (() => void) | undefined
  private isStopped = false

  constructor(timers: Timers, settings: PaceSettings, seal: (heartbeat: boolean) => void) {
    this.timers = timers
    this.settings = settings
    this.seal = seal
  }

  /** Something waits: `urgent` at once, else after the interval; later where another node seals. */
  due(urgent: boolean, isStandby: boolean): void {
    const longer = isStandby ? (this.settings.takeover ?? TAKEOVER) : 0
    this.set(urgent, longer + (urgent ? 0 : (this.settings.interval ?? INTERVAL)))
  }

  /** Another node sealed: what waits now waits for it anew. */
  standBy(): void {
    this.timer?.cancel()
    this.timer = undefined
  }

  /** The last try failed. */
  retry(): void {
    this.set(true, RETRY)
  }

  /** A batch was sealed: silence begins anew. */
  restartHeartbeat(): void {
    this.cancelHeartbeat?.()
    if (this.isStopped) return
    this.cancelHeartbeat = this.timers.after(this.settings.heartbeat ?? HEARTBEAT, () => {
      this.restartHeartbeat()
      this.seal(true)
    })
  }

  stop(): void {
    this.isStopped = true
    this.timer?.cancel()
    this.cancelHeartbeat?.()
  }

  private set(isPrompt: boolean, delay: number): void {
    if (this.isStopped || (this.timer !== undefined && (this.timer.isPrompt || !isPrompt))) return
    this.timer?.cancel()
    const cancel = this.timers.after(delay, () => {
      this.timer = undefined
      this.seal(false)
    })
    this.timer = { isPrompt, cancel }
  }
}
