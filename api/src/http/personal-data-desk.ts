import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
import { ERASURES } from '../erasure/erase-openings.js'
import { ErasureError } from '../erasure/erasure-error.js'
import type { Eraser, FiledErasure, HeldPlace } from '../erasure/eraser.js'
import type { KnownPersons } from '../identity/known-persons.js'
import type { PageRequest } from '../projections/page.js'
import {
  caseStanding,
  personName,
  recordedAt,
  searchPersons,
} from '../projections/person-queries.js'
import type { Page, TimelineItem } from '../projections/read-model.js'
import type { ReadModels } from '../projections/read-models.js'
import { timeline } from '../projections/timeline-queries.js'
import { EVERYTHING } from '../projections/viewer.js'
import type { Recorded } from '../recorder/record-request.js'
import type { ActionDesk } from './action-desk.js'
import type { ErasedPerson, ErasePerson, Erasure, HeldData } from './schemas/personal-data.js'
import { idempotencyOf, type WriteRequest } from './write-request.js'

/** Milliseconds an answer waits for the read models to forget as well. */
const FORGETTING = 30_000
const PAGE = 200

export interface PersonalDataDeskParts {
  readonly eraser: Eraser
  readonly models: ReadModels
  readonly known: KnownPersons
  readonly actions: ActionDesk
}

/** What the data-protection officer asks: who is known, what is held of him, what was erased, and to erase. */
export class PersonalDataDesk {
  constructor(private readonly parts: PersonalDataDeskParts) {}

  search(text: string, limit: number) {
    const found = searchPersons(this.file, text, limit + 1)
    const items = found.slice(0, limit).map(({ person, name }) => ({ id: person, name }))
    return { items, isWhole: found.length <= limit }
  }

  /** Undefined for who stands nowhere. */
  async held(person: string): Promise<HeldData | undefined> {
    const { eraser, known } = this.parts
    const all = await eraser.held(person)
    if (all.length === 0) return undefined
    // Where others looked into his data he has a pseudonym and nothing else.
    const held = all.filter(({ stream, openings }) => openings > 0 || kindOf(stream) === 'case')
    return {
      person,
      name: personName(this.file, person) ?? (await known.nameOf(person)) ?? null,
      openings: held.reduce((total, { openings }) => total + openings, 0),
      places: held.map((each) => this.placeOf(each)),
      erasures: await this.erasuresOf(person),
    }
  }

  /** Every erasure, the newest first. */
  async register(request: PageRequest): Promise<Page<Erasure>> {
    const page = timeline(this.file, EVERYTHING, ERASURES, request) ?? { items: [] }
    return { ...page, items: await this.filed(page.items) }
  }

  /** Answered once neither keys, rows nor read models of this node hold any of it. */
  async erase(person: string, body: ErasePerson, write: WriteRequest): Promise<ErasedPerson> {
    const { confirmation, basis, reference, decision } = body
    if (confirmation.person !== person) {
      throw new ErasureError('CONFIRMATION_STALE', 'another person was confirmed')
    }
    const { eraser, actions, models } = this.parts
    const [recorded] = await eraser.erase({
      person,
      stream: body.case === null ? undefined : caseStream(body.case),
      ground: { basis, reference, decision },
      by: await actions.personOf(write.session),
      request: {
        idempotency: idempotencyOf(write, `personal-data/${person}`, body),
        seen: confirmation.openings,
      },
    })
    const told = recorded!
    await models.waitFor(told.position, AbortSignal.timeout(FORGETTING))
    return { ...(await actions.answer(told, write)), values: valuesIn(told) }
  }

  private placeOf({ stream, actor, fields, openings }: HeldPlace): HeldData['places'][number] {
    const { file } = this
    const standing = caseStanding(file, stream, actor)
    const at = (revisions: readonly number[], pick: (...all: number[]) => number) =>
      revisions.length === 0 ? null : recordedAt(file, stream, pick(...revisions))
    return {
      place: kindOf(stream),
      case: caseOf(stream) ?? null,
      state: standing?.state ?? null,
      roles: [...(standing?.roles ?? [])],
      openings,
      fields: fields.map(({ field, count }) => ({ field, count })),
      firstAt: at(
        fields.map(({ first }) => first),
        Math.min,
      ),
      lastAt: at(
        fields.map(({ last }) => last),
        Math.max,
      ),
    }
  }

  private async erasuresOf(person: string): Promise<Erasure[]> {
    const found: Erasure[] = []
    for (let cursor: string | undefined; ;) {
      const { items, next } = await this.register({ cursor, limit: PAGE })
      found.push(...items.filter((each) => each.person === person))
      if (next === undefined) return found
      cursor = next
    }
  }

  private async filed(items: readonly TimelineItem[]): Promise<Erasure[]> {
    const told = items.filter(({ type }) => type === 'OpeningsErased')
    const filed = await this.parts.eraser.filed(told)
    return told.map((item) => toErasure(item, filed.get(item.revision)))
  }

  private get file() {
    return this.parts.models.file
  }
}

function toErasure(
  { id, recordedAt: at, actor, data, state }: TimelineItem,
  filed: FiledErasure | undefined,
): Erasure {
  const { basis, commitments } = data as { basis: string; commitments: readonly string[] }
  return {
    id,
    at,
    by: actor.role,
    basis,
    values: commitments.length,
    reference: filed?.reference ?? null,
    decision: filed?.decision ?? null,
    person: filed?.person ?? null,
    place: filed?.stream === undefined ? null : kindOf(filed.stream),
    case: filed?.stream === undefined ? null : (caseOf(filed.stream) ?? null),
    state,
  }
}

function kindOf(stream: string): HeldData['places'][number]['place'] {
  if (caseOf(stream) !== undefined) return 'case'
  if (stream.startsWith('actor-')) return 'account'
  if (stream.startsWith('console-')) return 'reads'
  return stream.startsWith('journal-') ? 'journal' : 'platform'
}

function valuesIn({ entries }: Recorded): number {
  return entries.reduce((total, { envelope }) => {
    return total + (envelope.data['commitments'] as readonly string[]).length
  }, 0)
}
