import type { ReadModels } from '../projections/read-models.js'
import { findEntry, isStamped } from '../projections/entry-queries.js'
import { ProofLookup } from '../projections/proof-lookup.js'
import type { ProofState } from '../projections/read-model.js'
import type { Recorded } from '../recorder/record-request.js'

/** How far the promise given with an entry is kept, at once or after a while. */
export class StampWait {
  constructor(private readonly models: ReadModels) {}

  /** The state of what was recorded, waiting up to `wait` milliseconds for its time-stamp. */
  async stateOf({ entries, repeated }: Recorded, wait: number): Promise<ProofState> {
    const last = entries.at(-1)
    if (last === undefined || (wait === 0 && !repeated)) return 'recorded'
    if (wait > 0) await this.waitFor(last.hash, wait)
    return this.now(last.id, last.hash)
  }

  private async waitFor(hash: string, wait: number): Promise<void> {
    const signal = AbortSignal.timeout(wait)
    try {
      await this.models.waitForStamped(hash, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  private now(id: string, hash: string): ProofState {
    return this.models.read((file) => {
      if (isStamped(file, hash)) return 'stamped'
      const row = findEntry(file, id)
      if (row === undefined) return 'recorded'
      return new ProofLookup(file).stateOf(row.stream, row.revision)
    })
  }
}
