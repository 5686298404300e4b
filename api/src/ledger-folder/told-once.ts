import { parseEntry, type Crypto, type Envelope } from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import type { PlatformEvent } from '../sealing/platform-entry.js'
import { missing } from '../sealing/read-back.js'

const PAGE = 256

export interface ToldOnceParts {
  readonly store: EventStore
  readonly crypto: Crypto
  /** `platform-<topic>`. */
  readonly stream: string
  /** Appends right behind `head`. @throws StoreError WRONG_REVISION when it is no longer the last */
  readonly append: (event: PlatformEvent, head: StoredEvent | undefined) => Promise<void>
  /** Told of every entry of the stream, this node's or another's, in order. */
  readonly onEntry: (envelope: Envelope) => void
}

/** A stream of the platform in which each fact stands once, however many nodes tell it. */
export class ToldOnce {
  private readonly parts: ToldOnceParts
  private head: StoredEvent | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(parts: ToldOnceParts) {
    this.parts = parts
  }

  /**
   * Appends what `event` makes of all that the stream says, or nothing for undefined. Asked again when
   * another node was faster, or when it is not known what was stored.
   * @throws StoreError; SealingError ENTRY_MISSING when the stream was cut
   */
  tell(event: () => Omit<PlatformEvent, 'stream'> | undefined): Promise<void> {
    const told = this.turn.then(() => this.tellNow(event))
    this.turn = told.catch(() => undefined)
    return told
  }

  private async tellNow(event: () => Omit<PlatformEvent, 'stream'> | undefined): Promise<void> {
    const { stream, append } = this.parts
    for (;;) {
      await this.read()
      const next = event()
      if (next === undefined) return
      try {
        await append({ ...next, stream }, this.head)
        return
      } catch (error) {
        const isOpen =
          isStoreError(error, 'WRONG_REVISION') || isStoreError(error, 'APPEND_AMBIGUOUS')
        if (!isOpen) throw error
      }
    }
  }

  private get next(): number {
    return (this.head?.revision ?? -1) + 1
  }

  /** @throws SealingError ENTRY_MISSING: what is told already is not known then */
  private async read(): Promise<void> {
    const { store, crypto, stream, onEntry } = this.parts
    for (;;) {
      const page = await store.readStream(stream, this.next, PAGE)
      for (const event of page) {
        if (event.revision !== this.next) throw missing(stream, this.next)
        onEntry(parseEntry(event.data, crypto).envelope)
        this.head = event
      }
      if (page.length < PAGE) return
    }
  }
}
