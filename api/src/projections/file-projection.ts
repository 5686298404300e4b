import type { Position, StoredEvent } from '../event-store/event-store.js'
import { changesOf, type Change } from './change.js'
import type { Projection } from './projection.js'
import type { ProjectionSources } from './projection-sources.js'
import { Projector } from './projector.js'
import { ReadModelFile } from './read-model-file.js'

export interface FileProjectionOptions extends ProjectionSources {
  /** Openings were erased, here too. */
  readonly onErased?: () => void
}

/** Writes the log into a read-model file in the thread that calls. */
export class FileProjection implements Projection {
  readonly begin: Position
  readonly broken = new Promise<never>(() => undefined)
  private readonly file: ReadModelFile
  private readonly projector: Projector
  private readonly onErased: () => void

  /** @param path of a file that `ReadModelFile.open` found sound */
  constructor(path: string, { onErased = nothing, ...sources }: FileProjectionOptions) {
    this.file = ReadModelFile.attach(path, 'write')
    // An erasure may have been cut short before its last step.
    this.file.truncateLog()
    this.begin = this.file.position
    this.projector = new Projector(this.file, sources)
    this.onErased = onErased
  }

  async apply(page: readonly StoredEvent[]): Promise<readonly Change[]> {
    const { prepared, erased } = await this.projector.apply(page)
    if (erased) {
      this.file.truncateLog()
      this.onErased()
    }
    return changesOf(prepared.events)
  }

  async close(): Promise<void> {
    try {
      // Whoever only reads cannot do that when he closes last.
      this.file.truncateLog()
    } finally {
      this.file.close()
    }
  }
}

function nothing(): void {
  // Whoever opens openings keeps no keys.
}
