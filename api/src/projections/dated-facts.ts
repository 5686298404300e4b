import { envelopeOf, identityOf, type EntryRow } from './entry-row.js'
import { ProofLookup, toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { DatedFact } from './read-model.js'

/** The fact an entry tells, by the entry's number `n`; null for none. */
export type FactOf = (n: number | null) => DatedFact | null

/** Facts by the number of the entry that tells them; one entry often tells several. For one query. */
export function datedFacts(file: ReadModelFile): FactOf {
  const proofs = new ProofLookup(file)
  const known = new Map<number, DatedFact>()
  return (n) => {
    if (n === null) return null
    let fact = known.get(n)
    if (fact === undefined) {
      const row = file.get<EntryRow>('SELECT * FROM entries WHERE n = ?', n)!
      const state = proofs.stateOf(row.stream, row.revision)
      known.set(n, (fact = { at: happenedAt(row), entry: identityOf(row).id, state }))
    }
    return fact
  }
}

function happenedAt(row: EntryRow): string {
  const { occurredAt, recordedAt } = envelopeOf(row)
  const at = Date.parse(occurredAt.at)
  return Number.isNaN(at) ? recordedAt : toInstant(at)
}
