import type { SealedRange } from '../records/records.ts'
import type { PlacedEntry } from './placed.ts'

export interface Alignment {
  /** In leaf order; undefined where the source had none. */
  readonly listed: readonly (PlacedEntry | undefined)[]
  /** Entries the ranges do not list, in the order of the source. */
  readonly unlisted: readonly PlacedEntry[]
  /** Indexes in `listed` of entries that came later than one listed after them. */
  readonly misplaced: readonly number[]
}

/** Puts the entries that came before a batch into the places its ranges give. */
export function alignEntries(
  ranges: readonly SealedRange[],
  pending: readonly PlacedEntry[],
): Alignment {
  return inLockstep(ranges, pending)
    ? { listed: pending, unlisted: [], misplaced: [] }
    : matchUp(ranges, pending)
}

function inLockstep(ranges: readonly SealedRange[], pending: readonly PlacedEntry[]): boolean {
  let at = 0
  for (const { stream, from, to } of ranges) {
    for (let revision = from; revision <= to; revision++) {
      const entry = pending[at++]
      if (entry?.revision !== revision || entry.stream !== stream) return false
    }
  }
  return at === pending.length
}

function matchUp(ranges: readonly SealedRange[], pending: readonly PlacedEntry[]): Alignment {
  const places = new Map<string, number>()
  pending.forEach((entry, i) => {
    const key = `${entry.stream}@${entry.revision}`
    if (!places.has(key)) places.set(key, i)
  })
  const listed: (PlacedEntry | undefined)[] = []
  const misplaced: number[] = []
  const taken = new Set<number>()
  let furthest = -1
  for (const { stream, from, to } of ranges) {
    for (let revision = from; revision <= to; revision++) {
      const place = places.get(`${stream}@${revision}`)
      listed.push(place === undefined ? undefined : pending[place])
      if (place === undefined) continue
      taken.add(place)
      if (place < furthest) misplaced.push(listed.length - 1)
      furthest = Math.max(furthest, place)
    }
  }
  return { listed, unlisted: pending.filter((_, i) => !taken.has(i)), misplaced }
}
