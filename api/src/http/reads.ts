import { caseStream } from '../actions/expertise/case-stream.js'
import { rolesOf } from '../actions/rights/route-rights.js'
import type { Clock } from '../config/clock.js'
import type { IdentifiedPerson } from '../identity/session-record.js'
import { getCase, listCases, searchCases, type CaseView } from '../projections/case-queries.js'
import { deliveries } from '../projections/delivery-queries.js'
import { getEntry } from '../projections/entry-queries.js'
import { projectedHealth } from '../projections/health-query.js'
import { getJournal, listJournals } from '../projections/journal-queries.js'
import type { PageRequest } from '../projections/page.js'
import type {
  CaseSummary,
  Delivery,
  EntryDetail,
  JournalSummary,
  LedgerHealth,
  Page,
  TimelineItem,
} from '../projections/read-model.js'
import type { ReadModelFile } from '../projections/read-model-file.js'
import type { ReadModels } from '../projections/read-models.js'
import { timeline } from '../projections/timeline-queries.js'
import { EVERYTHING, visibleStream } from '../projections/viewer.js'
import type { Streams } from '../recorder/streams.js'
import { namingOnly } from './named-streams.js'

/** What the live parts know that no read model does. */
export interface LiveHealth {
  readonly tsas: LedgerHealth['tsas']
  readonly reading: LedgerHealth['reading']
  readonly alarms: LedgerHealth['alarms']
}

export interface ReadsParts {
  readonly models: ReadModels
  readonly streams: Streams
  readonly clock: Clock
  readonly origin: string
  readonly profile: 'development' | 'production'
  readonly store: LedgerHealth['store']
  readonly live: () => LiveHealth
}

/**
 * What HTTP asks of the read side. Only cases to which the person was added are found; anything else
 * is undefined or empty, as if it did not exist.
 */
export class Reads {
  constructor(private readonly parts: ReadsParts) {}

  listCases(person: string, page: PageRequest): Page<CaseSummary> {
    return this.read((file) => listCases(file, person, page, this.now))
  }

  searchCases(person: string, text: string, page: PageRequest): Page<CaseSummary> {
    return this.read((file) => searchCases(file, person, text, page, this.now))
  }

  findCase(person: string, id: string): CaseView | undefined {
    return this.read((file) => getCase(file, person, id, this.now))
  }

  caseTimeline(person: string, id: string, page: PageRequest): Page<TimelineItem> | undefined {
    return this.read((file) => timeline(file, person, caseStream(id), page))
  }

  caseDeliveries(person: string, id: string): readonly Delivery[] | undefined {
    return this.read((file) => deliveries(file, person, id))
  }

  listJournals(page: PageRequest): Page<JournalSummary> {
    return this.read((file) => listJournals(file, page))
  }

  journalTimeline(id: string, page: PageRequest): Page<TimelineItem> | undefined {
    return this.read((file) => {
      if (getJournal(file, id) === undefined) return undefined
      return timeline(file, EVERYTHING, `journal-${id}`, page)
    })
  }

  /** An entry of a case of the person's, of the platform, of his own streams or of a journal he may read. */
  findEntry(person: IdentifiedPerson, id: string): EntryDetail | undefined {
    const isOwn = (stream: string) => this.isOwn(stream, person)
    return this.read((file) => getEntry(file, person.id, id, isOwn))
  }

  ledgerHealth(): LedgerHealth {
    const { origin, profile, store } = this.parts
    const projected = this.read((file) => projectedHealth(file, this.now))
    const live = this.parts.live()
    const alarms = [...live.alarms, ...projected.alarms]
    const projections = this.parts.models.status
    const tsas = withState(projected.tsas, live.tsas)
    const { reading } = live
    return { origin, profile, store, ...projected, projections, tsas, reading, alarms }
  }

  /** As this person is told it: alarms name the streams that he sees, all of them to who may export them. */
  ledgerHealthFor(person: IdentifiedPerson): LedgerHealth {
    const health = this.ledgerHealth()
    return { ...health, alarms: this.alarmsFor(person, health.alarms) }
  }

  alarmsFor(person: IdentifiedPerson, alarms: LedgerHealth['alarms']): LedgerHealth['alarms'] {
    if (alarms.length === 0 || rolesOf('exportLedger').includes(person.role)) return alarms
    const sees = (file: ReadModelFile) => (stream: string) =>
      this.isOwn(stream, person) || visibleStream(file, person.id, stream) !== undefined
    return this.read((file) => namingOnly(alarms, sees(file)))
  }

  private isOwn(stream: string, { id, role }: IdentifiedPerson): boolean {
    const { streams } = this.parts
    if (stream.startsWith('journal-')) return rolesOf('getJournalTimeline').includes(role)
    return stream === streams.actor(id) || stream === streams.console(id)
  }

  private read<Result>(query: (file: ReadModelFile) => Result): Result {
    return this.parts.models.read(query)
  }

  private get now(): number {
    return this.parts.clock.now()
  }
}

/** Last tokens as projected, states as the stamper sees them. */
function withState(
  projected: LedgerHealth['tsas'],
  live: LedgerHealth['tsas'],
): LedgerHealth['tsas'] {
  const known = new Map(projected.map((tsa) => [tsa.name, tsa]))
  const named = live.map(({ name, state, lastTokenAt }) => ({
    name,
    state,
    lastTokenAt: lastTokenAt ?? known.get(name)?.lastTokenAt ?? null,
  }))
  const others = projected.filter(({ name }) => !live.some((tsa) => tsa.name === name))
  return [...named, ...others]
}
