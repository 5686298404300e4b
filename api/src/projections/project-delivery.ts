import { textOf, textsOf, type ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'

/**
 * The five dated facts of a document and a recipient, by the number of the entry that tells them. The
 * first availability and the first opening stand; of notices the last one and its outcome.
 *
 * @returns whether a delivery changed
 */
export function projectDelivery(entry: ProjectedEntry, file: ReadModelFile): boolean {
  switch (entry.envelope.type) {
    case 'DocumentDeposited':
    case 'PreReportFiled':
    case 'ReportFiled':
      deposit(entry, file)
      return false
    case 'DocumentMadeAvailable':
      return makeAvailable(entry, file)
    case 'NoticeSent':
      return notice(NOTICED, entry, file)
    case 'NoticeDelivered':
      return notice(DELIVERED, entry, file)
    case 'NoticeBounced':
      return notice(BOUNCED, entry, file)
    case 'DocumentOpened':
      return open(entry, file)
    default:
      return false
  }
}

function deposit({ n, stream, envelope }: ProjectedEntry, file: ReadModelFile): void {
  const document = textOf(envelope.data['document'])
  if (document === undefined) return
  const kind = textOf(envelope.data['kind']) ?? KINDS[envelope.type] ?? 'document'
  file.run(INSERT_DOCUMENT, stream.id, document, n, kind)
}

function makeAvailable({ n, stream, envelope }: ProjectedEntry, file: ReadModelFile): boolean {
  const document = textOf(envelope.data['document'])
  const recipients = textsOf(envelope.data['recipients'])
  if (document === undefined) return false
  for (const recipient of recipients) file.run(AVAILABLE, stream.id, document, recipient, n)
  return recipients.length > 0
}

/** A notice and its outcome name their document and recipient. */
function notice(sql: string, entry: ProjectedEntry, file: ReadModelFile): boolean {
  const { n, stream, envelope } = entry
  const document = textOf(envelope.data['document'])
  const recipient = textOf(envelope.data['recipient'])
  if (document === undefined || recipient === undefined) return false
  file.run(sql, stream.id, document, recipient, n, textOf(envelope.data['notice']) ?? '')
  return true
}

function open({ n, stream, envelope }: ProjectedEntry, file: ReadModelFile): boolean {
  const document = textOf(envelope.data['document'])
  if (document === undefined) return false
  file.run(OPENED, stream.id, document, envelope.actor.id, n)
  return true
}

const KINDS: Readonly<Record<string, string>> = {
  PreReportFiled: 'pre-report',
  ReportFiled: 'report',
}
const INSERT_DOCUMENT =
  'INSERT OR IGNORE INTO documents (stream, document, n, kind) VALUES (?, ?, ?, ?)'
const AVAILABLE = `INSERT INTO deliveries (stream, document, recipient, available) VALUES (?, ?, ?, ?)
  ON CONFLICT (stream, document, recipient)
  DO UPDATE SET available = coalesce(available, excluded.available)`
const NOTICED = `INSERT INTO deliveries (stream, document, recipient, notice, notice_id)
  VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (stream, document, recipient) DO UPDATE
  SET notice = excluded.notice, notice_id = excluded.notice_id, outcome = NULL, bounced = 0`
const DELIVERED = outcome(0)
const BOUNCED = outcome(1)
const OPENED = `INSERT INTO deliveries (stream, document, recipient, opened) VALUES (?, ?, ?, ?)
  ON CONFLICT (stream, document, recipient)
  DO UPDATE SET opened = coalesce(opened, excluded.opened)`

/** What comes of an earlier notice says nothing of the last one. */
function outcome(bounced: 0 | 1): string {
  return `INSERT INTO deliveries (stream, document, recipient, outcome, notice_id, bounced)
    VALUES (?, ?, ?, ?, ?, ${bounced})
    ON CONFLICT (stream, document, recipient)
    DO UPDATE SET outcome = excluded.outcome, bounced = excluded.bounced
    WHERE notice_id IS NULL OR notice_id = excluded.notice_id`
}
