import { isClosingRecord, KEYS_STREAM } from '@contremarque/ledger'
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from '../event-store/check-append.js'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { isLeaf } from '../sealing/sealed-history.js'
import { CopyError } from './copy-error.js'
import { findDifference } from './find-difference.js'
import { PAGE, StreamDigests } from './stream-digests.js'

export interface CopyProgress {
  /** Events of the source read so far. */
  readonly read: number
  /** Of these, appended now; the others were there already. */
  readonly copied: number
}

/**
 * Copies the events of a ledger to another store: stream, revision, id, type and bytes. Streams are written
 * side by side, but nothing of a batch comes after its record, and the genesis comes first. What the target
 * holds already, from a run that was killed, must be the same bytes and is left as it is.
 */
export class EventCopier {
  private readonly source = new StreamDigests()
  private readonly target = new StreamDigests()
  private copied = 0

  constructor(
    private readonly from: EventStore,
    private readonly to: EventStore,
    private readonly onProgress: (progress: CopyProgress) => void,
  ) {}

  get progress(): CopyProgress {
    return { read: this.source.events, copied: this.copied }
  }

  /**
   * Copies everything that is in the source now.
   * @throws StoreError; SealingError ENTRY_MISSING; CopyError STORE_DIFFERS
   */
  async copyOn(): Promise<void> {
    await this.target.readOn(this.to)
    for (;;) {
      const page = await this.from.readAll(this.source.position, PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      for (const stretch of stretchesOf(page)) await this.copy(stretch)
      this.source.position = last.position
      this.onProgress(this.progress)
    }
  }

  /**
   * Holds every byte of the target against the source, as far as both were read, the target to its end.
   * @throws CopyError STORE_DIFFERS
   */
  async compare(): Promise<void> {
    await this.target.readOn(this.to)
    const names = new Set([...this.source.streams.keys(), ...this.target.streams.keys()])
    for (const name of names) {
      const here = this.source.streams.get(name)
      const there = this.target.streams.get(name)
      const isSame = here?.revision === there?.revision
      if (isSame && Buffer.compare(here!.digest, there!.digest) === 0) continue
      throw await this.differs(name)
    }
  }

  private async copy(stretch: readonly StoredEvent[]): Promise<void> {
    const fresh = new Map<string, StoredEvent[]>()
    for (const event of stretch) {
      if (await this.isThere(event)) continue
      const events = fresh.get(event.stream)
      if (events === undefined) fresh.set(event.stream, [event])
      else events.push(event)
    }
    const outcomes = await Promise.allSettled([...fresh.values()].map((each) => this.append(each)))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }

  private async isThere(event: StoredEvent): Promise<boolean> {
    const { digest } = this.source.take(event)
    const there = this.target.streams.get(event.stream)
    if (there === undefined || there.revision < event.revision) return false
    const isSame = there.revision > event.revision || Buffer.compare(there.digest, digest) === 0
    if (!isSame) throw await this.differs(event.stream)
    return true
  }

  private async append(events: readonly StoredEvent[]): Promise<void> {
    for (const part of partsOf(events)) {
      const [first] = part
      const { stream, revision } = first
      const data = part.map(({ id, type, data }) => ({ id, type, data, metadata: {} }))
      await this.to.append(stream, revision - 1, data)
      this.copied += part.length
    }
  }

  private async differs(stream: string): Promise<CopyError> {
    const revision = await findDifference(this.from, this.to, stream)
    const message = `${stream}@${revision} is not the same in both stores: the target is not to be used`
    return new CopyError('STORE_DIFFERS', message, { details: { stream, revision } })
  }
}

/** The events of a page to be copied side by side; genesis and records of sealing and stamping stand alone. */
function stretchesOf(page: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] {
  const stretches: StoredEvent[][] = []
  let open: StoredEvent[] | undefined
  for (const event of page) {
    if (isEnd(event)) continue
    const isAlone = !isLeaf(event) || isFirst(event)
    if (open === undefined || isAlone) stretches.push((open = []))
    open.push(event)
    if (isAlone) open = undefined
  }
  return stretches
}

function isFirst({ stream, revision }: StoredEvent): boolean {
  return stream === KEYS_STREAM && revision === 0
}

/** The record that the ledger left the source stays there. */
function isEnd({ stream, data }: StoredEvent): boolean {
  return stream.startsWith('sealing-') && isClosingRecord(data)
}

type Part = [StoredEvent, ...StoredEvent[]]

/** What one append takes. */
function partsOf(events: readonly StoredEvent[]): readonly Part[] {
  const parts: Part[] = []
  let bytes = 0
  for (const event of events) {
    const part = parts.at(-1)
    bytes += event.data.length
    if (part === undefined || bytes > MAX_APPEND_BYTES || part.length === MAX_APPEND_EVENTS) {
      parts.push([event])
      bytes = event.data.length
    } else part.push(event)
  }
  return parts
}
