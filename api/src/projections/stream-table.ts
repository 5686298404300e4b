import type { ReadModelFile } from './read-model-file.js'

/** What the projector keeps of one stream while it runs. */
export interface StreamState {
  readonly id: number
  readonly name: string
  /** Revisions known to exist: the last one plus one. */
  entries: number
  /** Revisions from 0 on that batches list. */
  sealed: number
  /** Number of the last entry. */
  lastN: number
}

interface StreamRow {
  id: number
  name: string
  entries: number
  sealed: number
  last_n: number
}

const CACHED = 100_000

/** The streams and their numbers. Changes stay in memory until `flush`, in the same transaction. */
export class StreamTable {
  private readonly file: ReadModelFile
  private readonly known = new Map<string, StreamState>()
  private readonly changed = new Set<StreamState>()
  private nextId: number

  constructor(file: ReadModelFile) {
    this.file = file
    this.nextId = file.get<{ id: number }>('SELECT coalesce(max(id), 0) + 1 AS id FROM streams')!.id
  }

  /** The stream of that name; a number is given to a new one. */
  of(name: string): StreamState {
    return this.find(name) ?? this.add(name)
  }

  find(name: string): StreamState | undefined {
    const cached = this.known.get(name)
    if (cached !== undefined) return cached
    const row = this.file.get<StreamRow>('SELECT * FROM streams WHERE name = ?', name)
    if (row === undefined) return undefined
    const { id, entries, sealed, last_n: lastN } = row
    return this.keep({ id, name, entries, sealed, lastN })
  }

  markChanged(stream: StreamState): void {
    this.changed.add(stream)
  }

  /** Enough is kept in memory. */
  get isFull(): boolean {
    return this.known.size > CACHED
  }

  flush(): void {
    for (const { id, name, entries, sealed, lastN } of this.changed) {
      this.file.run(UPSERT, id, name, entries, sealed, lastN)
    }
    this.changed.clear()
    if (this.isFull) this.known.clear()
  }

  private add(name: string): StreamState {
    const stream = { id: this.nextId++, name, entries: 0, sealed: 0, lastN: 0 }
    this.changed.add(stream)
    return this.keep(stream)
  }

  private keep(stream: StreamState): StreamState {
    this.known.set(stream.name, stream)
    return stream
  }
}

const UPSERT = `INSERT INTO streams (id, name, entries, sealed, last_n) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    entries = excluded.entries, sealed = excluded.sealed, last_n = excluded.last_n`
