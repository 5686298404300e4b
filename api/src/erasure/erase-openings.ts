import { ERASURES_STREAM } from '@contremarque/ledger'
import type { Person } from '../actions/decider.js'
import type { EraseOpenings, ErasedOpenings, ErasureGround } from '../actions/platform/erase.js'
import { platform } from '../actions/platform/platform.js'
import type { OpeningStore } from '../personal-data/opening-store.js'
import type { Recorded } from '../recorder/record-request.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Idempotency } from '../recorder/request-reference.js'

/** Commitments that one OpeningsErased may name. */
const MAX_NAMED = 512
/** Bytes and entries of one append, with room to spare. */
const MAX_BYTES = 800_000
const MAX_ENTRIES = 200
/** Bytes of an entry, and of each commitment it names; more than either takes. */
const ENTRY = 3_500
const COMMITMENT = 70

/** Where a person stands, and under which pseudonym. */
export interface PersonPlace {
  readonly stream: string
  readonly actor: string
}

export interface Erasure {
  /** Person id whose data is erased. */
  readonly person: string
  readonly places: readonly PersonPlace[]
  readonly ground: ErasureGround
  /** Who erases: the platform or the data-protection officer. */
  readonly by: Person
  /** Of an erasure that fits one append; null: repeated, it names again what was left. */
  readonly idempotency: Idempotency | null
}

/**
 * Destroys what opens a person's commitments, then records which ones: gone from files
 * and logs before the ledger says so. Whoever breaks off in between erases again and loses none.
 *
 * @returns what was recorded; nothing when there was nothing to erase
 */
export async function eraseOpenings(
  openings: Pick<OpeningStore, 'eraseAll' | 'forget'>,
  recorder: Pick<Recorder, 'record'>,
  { person, places, ground, by, idempotency }: Erasure,
): Promise<readonly Recorded[]> {
  const streams = places.map(({ stream }) => stream)
  const gone = await openings.eraseAll(person, streams)
  const erased: ErasedOpenings[] = []
  for (const { stream, actor } of places) {
    const digests = gone.get(stream)!
    for (let at = 0; at < digests.length; at += MAX_NAMED) {
      erased.push({ actor, commitments: digests.slice(at, at + MAX_NAMED) })
    }
  }
  const told: Recorded[] = []
  for (const group of appendsOf(erased)) {
    const action: EraseOpenings = { kind: 'EraseOpenings', erased: group, openCases: 0, ...ground }
    const request = { stream: ERASURES_STREAM, decider: platform, action, person: by }
    told.push(await recorder.record({ ...request, ...(idempotency && { idempotency }) }))
  }
  await openings.forget(person, ...streams)
  return told
}

/** Whether so many openings, place by place, are told in one append. */
export function fitsOneAppend(counts: readonly number[]): boolean {
  const entries = counts.map((count) => Math.ceil(count / MAX_NAMED))
  const bytes = counts.map((count, at) => count * COMMITMENT + entries[at]! * ENTRY)
  return sum(bytes) <= MAX_BYTES && sum(entries) <= MAX_ENTRIES
}

function appendsOf(erased: readonly ErasedOpenings[]): ErasedOpenings[][] {
  const groups: ErasedOpenings[][] = []
  for (const each of erased) {
    const last = groups.at(-1)
    const isRoom =
      last && fitsOneAppend([...last, each].map(({ commitments }) => commitments.length))
    if (isRoom) last.push(each)
    else groups.push([each])
  }
  return groups
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
