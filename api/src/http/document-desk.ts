import type { Readable } from 'node:stream'
import type { DocumentReference, JsonValue } from '@contremarque/ledger'
import type { ExpertiseAction, PlainDocument } from '../actions/expertise/action.js'
import { caseStream } from '../actions/expertise/case-stream.js'
import { expertise } from '../actions/expertise/expertise.js'
import type { DocumentStore } from '../documents/document-store.js'
import type { SessionRecord } from '../identity/session-record.js'
import { RecorderError } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'
import type { ActionDesk } from './action-desk.js'
import { found } from './found.js'
import type { Deposit } from './schemas/deposits.js'
import type { Recorded } from './schemas/recorded.js'
import { idempotencyOf, type WriteRequest } from './write-request.js'

/** What commitments of entries open to; implemented in personal-data/. */
export interface OpenedFields {
  forEntries(
    places: readonly { readonly stream: string; readonly revision: number }[],
  ): Promise<ReadonlyMap<string, { readonly field: string; readonly value: JsonValue }>>
}

/** A document on its way to a reader, in clear. */
export interface OpenedDocument {
  readonly content: Readable
  readonly size: number
  readonly fileName: string
}

/** Deposits and hands out documents; recording comes before the first byte goes out. */
export class DocumentDesk {
  constructor(
    private readonly actions: ActionDesk,
    private readonly recorder: Recorder,
    private readonly documents: DocumentStore,
    private readonly openings: OpenedFields,
  ) {}

  /**
   * Takes an untrusted file. What would be refused is refused before it is read; what was not what
   * was declared leaves nothing behind; what is answered is stored and recorded. A repeat is answered
   * as the first time, however the case has gone on since.
   * @throws ActionRefused, DocumentError; RecorderError IDEMPOTENCY_KEY_REUSED
   */
  async deposit(
    caseId: string,
    declared: Deposit,
    file: AsyncIterable<Uint8Array>,
    fileName: string,
    write: WriteRequest,
  ): Promise<Recorded> {
    const idempotency = idempotencyOf(write, caseId, declared)
    const weighed = toAction(declared, fileName, NO_DOCUMENT)
    await this.actions.assertNotRefused(caseId, weighed, write.session, idempotency)
    const document = await this.documents.put(file, declared)
    try {
      const action = toAction(declared, fileName, document)
      const recorded = await this.actions.record(caseId, action, write.session, idempotency)
      if (recorded.repeated) await this.documents.discard(document)
      const stands = recorded.entries[0]?.envelope.documents[0] ?? document
      return { ...(await this.actions.answer(recorded, write)), document: stands.id }
    } catch (error) {
      if (!isUncertain(error)) await this.documents.discard(document)
      throw error
    }
  }

  /** Records OpenDocument, durably, then gives the bytes. @throws ActionRefused, DocumentError */
  async open(caseId: string, document: string, session: SessionRecord): Promise<OpenedDocument> {
    await this.actions.record(caseId, { kind: 'OpenDocument', document }, session)
    const stream = caseStream(caseId)
    const { documents } = await this.recorder.fold(stream, expertise)
    const { reference, revision } = found(documents.get(document))
    const opened = await this.openings.forEntries([{ stream, revision }])
    const fields = new Map([...opened.values()].map(({ field, value }) => [field, value]))
    return {
      content: await this.documents.read(reference),
      size: this.documents.plainSize(reference),
      fileName: textOr(fields.get('fileName'), document),
    }
  }
}

/** Stands for the document while the deposit is only being weighed; never recorded. */
const NO_DOCUMENT: DocumentReference = {
  id: '00000000-0000-8000-8000-000000000000',
  sha256: '0'.repeat(64),
  size: 0,
  mediaType: 'application/octet-stream',
}

function toAction(
  declared: Deposit,
  fileName: string,
  document: DocumentReference,
): ExpertiseAction {
  const { title, mediaType, sha256, size } = declared
  const plain: PlainDocument = {
    title,
    fileName,
    mediaType,
    sha256,
    size,
  }
  switch (declared.kind) {
    case 'DepositDocument':
      return { kind: declared.kind, documentKind: declared.documentKind, document, plain }
    case 'FilePreReport':
      return { kind: declared.kind, observationsDueOn: declared.observationsDueOn, document, plain }
    case 'FileReport':
      return { kind: declared.kind, document, plain }
  }
}

/** Whether the entry may be in the store although an error came: then its document must stay. */
function isUncertain(error: unknown): boolean {
  return error instanceof RecorderError && error.code === 'RECORDER_STOPPED'
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
