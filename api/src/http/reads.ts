import type {
  CaseDetail,
  CaseSummary,
  Delivery,
  LedgerHealth,
  Page,
  TimelineItem,
} from '../projections/read-model.js'

/** Which page: at most `limit` items after `cursor`. */
export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * What HTTP asks of the read side. `person` is a person id: only cases to which he was added are
 * found; anything else is undefined or empty, as if it did not exist.
 */
export abstract class Reads {
  abstract listCases(person: string, page: PageRequest): Promise<Page<CaseSummary>>
  abstract searchCases(person: string, text: string, page: PageRequest): Promise<Page<CaseSummary>>
  abstract findCase(person: string, id: string): Promise<CaseView | undefined>
  abstract caseTimeline(
    person: string,
    id: string,
    page: PageRequest,
  ): Promise<Page<TimelineItem> | undefined>
  abstract caseDeliveries(person: string, id: string): Promise<readonly Delivery[] | undefined>
  abstract listJournals(person: string, page: PageRequest): Promise<Page<JournalSummary>>
  abstract journalTimeline(
    person: string,
    id: string,
    page: PageRequest,
  ): Promise<Page<TimelineItem> | undefined>
  /** Place of an entry the person may see. */
  abstract findEntry(person: string, id: string): Promise<EntryPlace | undefined>
  abstract ledgerHealth(): Promise<LedgerHealth>
}

export interface CaseView extends CaseDetail {
  /** The person's own pseudonym in the case. */
  readonly self: string | null
}

export interface JournalSummary {
  readonly id: string
  readonly source: string
  readonly label: string | null
  readonly entries: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

export interface EntryPlace {
  readonly stream: string
  readonly revision: number
}
