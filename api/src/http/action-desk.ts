import type { SessionRecord } from '../identity/session-record.js'
import type { CaseAction, OrderExpertise } from './schemas/actions.js'
import type { BatchResult, Recorded } from './schemas/recorded.js'
import type { Batch } from './schemas/actions.js'

/** How a write is asked for: who, under which key, and how long to wait for the time-stamp. */
export interface WriteRequest {
  readonly session: SessionRecord
  readonly key: string
  /** Milliseconds; 0 answers as soon as it is durable. */
  readonly wait: number
}

/** Turns requests into recorded actions. Answers only what is durable. */
export abstract class ActionDesk {
  abstract orderExpertise(action: OrderExpertise, write: WriteRequest): Promise<Recorded>
  abstract act(caseId: string, action: CaseAction, write: WriteRequest): Promise<Recorded>
  abstract actMany(batch: Batch, write: WriteRequest): Promise<BatchResult>
  abstract acceptTerms(version: string, write: WriteRequest): Promise<Recorded>
  /** Recorded once per session and case, durable before the first read is answered. */
  abstract noteConsultation(caseId: string, session: SessionRecord): Promise<void>
  /** Recorded on the person's console stream, once per session and kind of read. */
  abstract noteConsoleRead(what: ConsoleRead, session: SessionRecord): Promise<void>
}

export type ConsoleRead = 'cases-listed' | 'cases-searched' | 'journals-listed' | 'journal-read'
