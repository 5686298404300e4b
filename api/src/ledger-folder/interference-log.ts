import { isEntryStream, type JsonObject } from '@contremarque/ledger'
import type { Interference } from '../event-store/interference.js'
import { ToldOnce, type ToldOnceParts } from './told-once.js'

const STORE_STREAM = 'platform-store'

export interface InterferenceLogParts extends Pick<ToldOnceParts, 'append' | 'crypto' | 'store'> {
  /** Told of what could not be recorded; the next start tries again. */
  readonly onFailure: (error: unknown) => void
}

/** Puts into the ledger what was done to the store behind its back: each once, whoever notices it how often. */
export class InterferenceLog {
  private readonly told = new Set<string>()
  private readonly once: ToldOnce
  private turn: Promise<void> = Promise.resolve()

  constructor(private readonly parts: InterferenceLogParts) {
    this.once = new ToldOnce({
      ...parts,
      stream: STORE_STREAM,
      onEntry: ({ data }) => this.told.add(keyOf(data)),
    })
  }

  /** What stands now, again at every change. Into a log that was put back nothing is written. */
  take(found: readonly Interference[]): void {
    if (found.some(({ kind }) => kind === 'rollback')) return
    for (const each of found) this.turn = this.turn.then(() => this.tell(each))
  }

  /** Resolves when all that was taken is recorded or failed. */
  settled(): Promise<void> {
    return this.turn
  }

  private async tell({ kind, stream, at }: Interference): Promise<void> {
    const named = stream !== null && isEntryStream(stream) ? stream : null
    const data = { kind, stream: named, at: String(at) }
    const key = keyOf(data)
    if (this.told.has(key)) return
    try {
      await this.once.tell(() =>
        this.told.has(key) ? undefined : { type: 'StoreInterfered', data },
      )
      this.told.add(key)
    } catch (error) {
      this.parts.onFailure(error)
    }
  }
}

/** A scavenge tells of many streams at one position. */
function keyOf({ kind, stream, at }: JsonObject): string {
  return JSON.stringify([kind, stream, at])
}
