import { ERASURES_STREAM, type Crypto, type Envelope, type JsonValue } from '@contremarque/ledger'
import type { Person } from '../actions/decider.js'
import { caseOf } from '../actions/expertise/case-stream.js'
import { expertise } from '../actions/expertise/expertise.js'
import type { ErasureGround } from '../actions/platform/erase.js'
import { platform } from '../actions/platform/platform.js'
import type { EventStore } from '../event-store/event-store.js'
import type { HeldField } from '../personal-data/opening.js'
import type { PersonalData } from '../personal-data/personal-data.js'
import type { Recorded } from '../recorder/record-request.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Idempotency } from '../recorder/request-reference.js'
import { eraseOpenings, fitsOneAppend, type Erasure, type PersonPlace } from './erase-openings.js'
import { ErasureError } from './erasure-error.js'
import { replayErasures } from './replay-erasures.js'

export interface EraserParts {
  readonly store: EventStore
  readonly crypto: Crypto
  readonly recorder: Recorder
  readonly personalData: Pick<PersonalData, 'openings' | 'pseudonyms' | 'erasures'>
}

/** What is held of a person in one stream. */
export interface HeldPlace extends PersonPlace {
  readonly fields: readonly HeldField[]
  /** How many values can be opened. */
  readonly openings: number
}

/** What an erasure was filed under, and whose data it was in which stream, as far as it is told. */
export interface FiledErasure {
  readonly reference: string | undefined
  readonly decision: string | undefined
  readonly person: string | undefined
  readonly stream: string | undefined
}

export interface AskedErasure {
  readonly person: string
  /** In this stream only; undefined: wherever he stands. */
  readonly stream?: string | undefined
  readonly ground: ErasureGround
  readonly by: Person
  /** Absent for what is asked at the machine. */
  readonly request?: { readonly idempotency: Idempotency; readonly seen: number }
}

/** Erases the data of persons: the one path, over HTTP as at the machine, one erasure at a time. */
export class Eraser {
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: EraserParts) {}

  /** Wherever the person has a pseudonym, in the order of the streams' names; in one stream only where it is named. */
  async held(person: string, only?: string): Promise<readonly HeldPlace[]> {
    const { openings, pseudonyms } = this.parts.personalData
    const all = await pseudonyms.ofPerson(person)
    const places = all.filter(({ stream }) => only === undefined || stream === only)
    places.sort((a, b) => (a.stream < b.stream ? -1 : 1))
    const held: HeldPlace[] = []
    for (const { stream, actor } of places) {
      const fields = await openings.heldOf(person, stream)
      const count = fields.reduce((total, each) => total + each.count, 0)
      held.push({ stream, actor, fields, openings: count })
    }
    return held
  }

  /** Of entries of the register, by their revision. */
  async filed(
    entries: readonly Pick<Envelope, 'revision' | 'data'>[],
  ): Promise<ReadonlyMap<number, FiledErasure>> {
    const { openings, pseudonyms } = this.parts.personalData
    const places = entries.map(({ revision }) => ({ stream: ERASURES_STREAM, revision }))
    const opened = [...(await openings.forEntries(places)).values()]
    const filed = new Map<number, FiledErasure>()
    for (const { revision, data } of entries) {
      const textOf = (field: string) =>
        opened.find((each) => each.revision === revision && each.field === field)?.value
      const { actor } = data
      const place = typeof actor === 'string' ? await pseudonyms.placeOf(actor) : undefined
      filed.set(revision, {
        reference: textOf('erasureReference') as string | undefined,
        decision: textOf('erasureDecision') as string | undefined,
        person: place?.person,
        stream: place?.stream,
      })
    }
    return filed
  }

  /**
   * What broke off before is ended first. A repeat of a request gets its first answer.
   * @returns what was recorded; nothing when nothing was held
   * @throws ActionRefused ERASURE_CASE_OPEN; ErasureError; what the recorder throws
   */
  erase(asked: AskedErasure): Promise<readonly Recorded[]> {
    return this.inTurn(async () => {
      await this.endPending()
      const recorded = (await this.firstAnswer(asked)) ?? (await this.begin(asked))
      // Another node may have ended this very erasure as one that broke off.
      return recorded.length > 0 ? recorded : ((await this.firstAnswer(asked)) ?? recorded)
    })
  }

  /** Ends what a process that is no more left half done. */
  resume(): Promise<void> {
    return this.inTurn(() => this.endPending())
  }

  private async begin(asked: AskedErasure): Promise<readonly Recorded[]> {
    const { person, stream, ground, by, request } = asked
    const places = await this.held(person, stream)
    const held = places.filter(({ openings }) => openings > 0)
    if (request !== undefined) assertAsSeen(held, request.seen)
    await this.assertNotRefused(held, asked)
    const erasure: Erasure = {
      person,
      places: held.map(({ stream: name, actor }) => ({ stream: name, actor })),
      ground,
      by,
      idempotency: request?.idempotency ?? null,
    }
    const id = await this.parts.personalData.erasures.keep(erasure as unknown as JsonValue)
    return this.carryOut(id, erasure)
  }

  private async carryOut(id: string, erasure: Erasure): Promise<readonly Recorded[]> {
    const { personalData, recorder } = this.parts
    const recorded = await eraseOpenings(personalData.openings, recorder, erasure)
    await personalData.erasures.finish(id)
    return recorded
  }

  /** Before anything is destroyed: its refusal is told like any other. */
  private async assertNotRefused(
    held: readonly HeldPlace[],
    { ground, by, request }: AskedErasure,
  ): Promise<void> {
    const openCases = await this.countOpen(held)
    const action = { kind: 'EraseOpenings', erased: [], openCases, ...ground } as const
    await this.parts.recorder.assertNotRefused({
      stream: ERASURES_STREAM,
      decider: platform,
      action,
      person: by,
      ...(request && { idempotency: request.idempotency }),
    })
  }

  private async countOpen(places: readonly HeldPlace[]): Promise<number> {
    let open = 0
    for (const { stream } of places) {
      if (caseOf(stream) === undefined) continue
      // Another node may have closed it.
      const { head } = await this.parts.recorder.foldNewest(stream, expertise)
      if (!head.state.closed) open++
    }
    return open
  }

  private async endPending(): Promise<void> {
    const { personalData, store, crypto } = this.parts
    const pending = await personalData.erasures.all()
    if (pending.length === 0) return
    // What was recorded and not yet forgotten is not named twice.
    await replayErasures(store, personalData.openings, crypto)
    for (const { id, content } of pending) await this.carryOut(id, content as unknown as Erasure)
  }

  private async firstAnswer({ request }: AskedErasure): Promise<readonly Recorded[] | undefined> {
    if (request === undefined) return undefined
    const { recorder } = this.parts
    const first = await recorder.firstAnswer(ERASURES_STREAM, platform, request.idempotency)
    return first && [first]
  }

  private inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const mine = this.turn.then(act)
    this.turn = mine.catch(() => undefined)
    return mine
  }
}

/** @throws ErasureError */
function assertAsSeen(held: readonly HeldPlace[], seen: number): void {
  const counts = held.map(({ openings }) => openings)
  const now = counts.reduce((total, each) => total + each, 0)
  if (now !== seen) {
    throw new ErasureError('CONFIRMATION_STALE', `${seen} values were seen, ${now} are held now`)
  }
  if (now === 0) throw new ErasureError('NOTHING_HELD', 'nothing of this person is held there')
  if (!fitsOneAppend(counts)) {
    throw new ErasureError('ERASURE_TOO_LARGE', 'too much for one request: erase case by case')
  }
}
