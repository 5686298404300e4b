import type { Readable } from 'node:stream'
import type { WriteRequest } from './action-desk.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Deposit } from './schemas/deposits.js'
import type { Recorded } from './schemas/recorded.js'

/** Deposits and hands out documents; recording comes before the first byte either way. */
export abstract class DocumentDesk {
  /** @throws DOCUMENT_DIGEST_MISMATCH before anything is recorded */
  abstract deposit(
    caseId: string,
    declared: Deposit,
    file: Readable,
    fileName: string,
    write: WriteRequest,
  ): Promise<Recorded>
  /** Records OpenDocument, durably, then gives the bytes in clear. */
  abstract open(caseId: string, documentId: string, session: SessionRecord): Promise<OpenedDocument>
}

export interface OpenedDocument {
  readonly content: Readable
  readonly size: number
  readonly mediaType: string
  readonly fileName: string
}
