import type { Person } from '../actions/decider.js'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'

const WINDOW = 60_000
const MAX_TOLD = 10

/** What was counted instead of told. */
export interface RefusalSummary {
  readonly stream: string
  readonly count: number
  readonly from: number
  readonly until: number
}

interface Window {
  readonly person: Person
  readonly from: number
  told: number
  /** Counted refusals by stream. */
  readonly counted: Map<string, number>
}

/** At most 10 refusals of one person and minute are told one by one; the rest is summarised (FORMATS §4). */
export class RefusalLimit {
  private readonly windows = new Map<string, Window>()

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
    /** Records one summary per stream at the end of the minute. */
    private readonly summarise: (person: Person, summary: RefusalSummary) => void,
  ) {}

  /** Whether this refusal is told; otherwise it is counted. */
  mayRecord(stream: string, person: Person): boolean {
    const window = this.windows.get(person.id) ?? this.open(person)
    if (window.told < MAX_TOLD) {
      window.told++
      return true
    }
    window.counted.set(stream, (window.counted.get(stream) ?? 0) + 1)
    return false
  }

  /** Ends every window now. */
  flush(): void {
    for (const window of [...this.windows.values()]) this.close(window)
  }

  private open(person: Person): Window {
    const window: Window = { person, from: this.clock.now(), told: 0, counted: new Map() }
    this.windows.set(person.id, window)
    this.timers.after(WINDOW, () => {
      if (this.windows.get(person.id) === window) this.close(window)
    })
    return window
  }

  private close(window: Window): void {
    const { person, from, counted } = window
    this.windows.delete(person.id)
    const until = this.clock.now()
    for (const [stream, count] of counted) this.summarise(person, { stream, count, from, until })
  }
}
