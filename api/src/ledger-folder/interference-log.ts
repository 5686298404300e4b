import { isEntryStream, parseEntry, type Crypto, type JsonObject } from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import type { Interference } from '../event-store/interference.js'

export const STORE_STREAM = 'platform-store'

const PAGE = 256

export interface InterferenceLogParts {
  readonly store: EventStore
  readonly crypto: Crypto
  /** Appends an event of this type to `platform-store`. */
  readonly announce: (type: string, data: JsonObject) => Promise<void>
  /** Told of what could not be recorded; the next start tries again. */
  readonly onFailure: (error: unknown) => void
}

/** Puts into the ledger what was done to the store behind its back: each once, whoever starts how often. */
export class InterferenceLog {
  private readonly told = new Set<string>()
  private isRead = false
  private turn: Promise<void> = Promise.resolve()

  constructor(private readonly parts: InterferenceLogParts) {}

  /** What stands now, again at every change. */
  take(found: readonly Interference[]): void {
    for (const each of found) this.turn = this.turn.then(() => this.tell(each))
  }

  /** Resolves when all that was taken is recorded or failed. */
  settled(): Promise<void> {
    return this.turn
  }

  private async readTold(): Promise<void> {
    const { store, crypto } = this.parts
    for (let next = 0; ;) {
      const page = await store.readStream(STORE_STREAM, next, PAGE)
      for (const { data } of page) this.told.add(keyOf(parseEntry(data, crypto).envelope.data))
      if (page.length < PAGE) break
      next += page.length
    }
    this.isRead = true
  }

  private async tell({ kind, stream, at }: Interference): Promise<void> {
    const named = stream !== null && isEntryStream(stream) ? stream : null
    const data = { kind, stream: named, at: String(at) }
    const key = keyOf(data)
    try {
      if (!this.isRead) await this.readTold()
      if (this.told.has(key)) return
      this.told.add(key)
      await this.parts.announce('StoreInterfered', data)
    } catch (error) {
      this.told.delete(key)
      this.parts.onFailure(error)
    }
  }
}

function keyOf({ kind, at }: JsonObject): string {
  return JSON.stringify([kind, at])
}
