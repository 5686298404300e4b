import { LedgerError, type StampRecord } from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'
import type { Opening } from '../personal-data/opening.js'
import { isOwnReading } from './project-access.js'
import { tokenTimes, type TokenTimes } from './project-stamp.js'
import { textOf, type Lookups } from './projected-entry.js'
import type { ProjectionSources } from './projection-sources.js'
import {
  readEvent,
  type ReadEntry,
  type ReadEvent,
  type Reading,
  type ReadStamp,
} from './read-event.js'
import { shownCommitments } from './shown-commitments.js'

export type PreparedEvent = Exclude<ReadEvent, ReadStamp> | PreparedStamp

export type PreparedStamp = ReadStamp & { readonly times: readonly TokenTimes[] }

/** A page read and joined, before its transaction begins. */
export interface PreparedPage extends Lookups {
  readonly events: readonly PreparedEvent[]
}

/** Reads a page's events and looks up what its entries' commitments open to and who is behind pseudonyms. */
export async function preparePage(
  page: readonly StoredEvent[],
  sources: ProjectionSources,
  reading: Reading,
): Promise<PreparedPage> {
  const events = page.map((event) => prepare(readEvent(event, sources.crypto, reading), sources))
  const entries = events.filter((each) => each.kind === 'entry')
  const [openings, persons] = await Promise.all([
    openingsOf(entries, sources),
    personsOf(entries, sources),
  ])
  return { events, openings, persons }
}

function prepare(read: ReadEvent, sources: ProjectionSources): PreparedEvent {
  if (read.kind !== 'stamp') return read
  try {
    return { ...read, times: timesOf(read.record, sources) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const { code, message } = error as LedgerError
    return { kind: 'unreadable', event: read.event, problem: { code, message } }
  }
}

function timesOf(record: StampRecord, { trust, crypto }: ProjectionSources): TokenTimes[] {
  return record.tokens.map((token) => tokenTimes(token, trust, crypto))
}

async function openingsOf(
  entries: readonly ReadEntry[],
  { openings }: ProjectionSources,
): Promise<ReadonlyMap<string, Opening>> {
  const places = entries
    .filter(({ envelope }) => envelope !== null && shownCommitments(envelope).length > 0)
    .map(({ event }) => event)
  return places.length === 0 ? new Map() : openings.forEntries(places)
}

async function personsOf(
  entries: readonly ReadEntry[],
  { pseudonyms }: ProjectionSources,
): Promise<ReadonlyMap<string, string>> {
  const asked = new Set(entries.map(named).filter((each) => each !== undefined))
  return asked.size === 0 ? new Map() : pseudonyms.personsOf([...asked])
}

/** The pseudonym that the read side must know the person of. */
function named({ envelope, event }: ReadEntry): string | undefined {
  if (envelope?.type === 'ActorAdded') return textOf(envelope.data['actor'])
  if (envelope !== null && isOwnReading(event.stream, envelope)) return envelope.actor.id
  return envelope?.type === 'TermsAccepted' ? envelope.actor.id : undefined
}
