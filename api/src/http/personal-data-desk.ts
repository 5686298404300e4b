import { ERASURES_STREAM } from '@contremarque/ledger'
import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
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
import type { ReadModelFile } from '../projections/read-model-file.js'
import type { ReadModels } from '../projections/read-models.js'
import { timeline } from '../projections/timeline-queries.js'
import { EVERYTHING } from '../projections/viewer.js'
import type { Recorded } from '../recorder/record-request.js'
import type { ActionDesk } from './action-desk.js'
import { untilRead } from './positions.js'
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
    const found = this.parts.models.read((file) => searchPersons(file, text, limit + 1))
    const items = found.slice(0, limit).map(({ person, name }) => ({ id: person, name }))
    return { items, isWhole: found.length <= limit }
  }

  /** Undefined for who stands nowhere. */
  async held(person: string): Promise<HeldData | undefined> {
    const { eraser, known, models } = this.parts
    const all = await eraser.held(person)
    if (all.length === 0) return undefined
    // Where others looked into his data he has a pseudonym and nothing else.
    const held = all.filter(({ stream, openings }) => openings > 0 || kindOf(stream) === 'case')
    const { name, places } = models.read((file) => ({
      name: personName(file, person),
      places: held.map((each) => placeOf(file, each)),
    }))
    return {
      person,
      name: name ?? (await known.nameOf(person)) ?? null,
      openings: held.reduce((total, { openings }) => total + openings, 0),
      places,
      erasures: await this.erasuresOf(all),
    }
  }

  /** Every erasure, the newest first. */
  async register(request: PageRequest): Promise<Page<Erasure>> {
    const page = this.told(request)
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
    if (recorded === undefined) {
      throw new ErasureError('NOTHING_HELD', 'another node has erased it meanwhile')
    }
    await untilRead(models, recorded.position, FORGETTING)
    return { ...(await actions.answer(recorded, write)), values: valuesIn(recorded) }
  }

  /** Those of the person who stands in these places. */
  private async erasuresOf(places: readonly HeldPlace[]): Promise<Erasure[]> {
    const actors = new Set<unknown>(places.map(({ actor }) => actor))
    const his: TimelineItem[] = []
    for (let cursor: string | undefined; ;) {
      const { items, next } = this.told({ cursor, limit: PAGE })
      his.push(...items.filter(({ data }) => actors.has(data['actor'])))
      if (next === undefined) return this.filed(his)
      cursor = next
    }
  }

  private told(request: PageRequest): Page<TimelineItem> {
    const { models } = this.parts
    return (
      models.read((file) => timeline(file, EVERYTHING, ERASURES_STREAM, request)) ?? { items: [] }
    )
  }

  private async filed(items: readonly TimelineItem[]): Promise<Erasure[]> {
    const told = items.filter(({ type }) => type === 'OpeningsErased')
    const filed = await this.parts.eraser.filed(told)
    return told.map((item) => toErasure(item, filed.get(item.revision)))
  }
}

function placeOf(
  file: ReadModelFile,
  { stream, actor, fields, openings }: HeldPlace,
): HeldData['places'][number] {
  const standing = caseStanding(file, stream, actor)
  const at = (revision: number) => (openings === 0 ? null : recordedAt(file, stream, revision))
  return {
    place: kindOf(stream),
    case: caseOf(stream) ?? null,
    state: standing?.state ?? null,
    roles: [...(standing?.roles ?? [])],
    openings,
    fields: fields.map(({ field, count }) => ({ field, count })),
    firstAt: at(Math.min(...fields.map(({ first }) => first))),
    lastAt: at(Math.max(...fields.map(({ last }) => last))),
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
