import type { FactOf } from './dated-facts.js'
import { envelopeOf, type EntryRow } from './entry-row.js'
import { textOf } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'
import type { Notice } from './read-model.js'

/**
 * Every notice of a case with its outcome, by document and recipient, in the order they were first told
 * of: a bounced notice stays, whatever is sent after it (R40).
 */
export function noticesOf(
  file: ReadModelFile,
  stream: number,
  factOf: FactOf,
): (document: string, recipient: string) => readonly Notice[] {
  const found = new Map<string, Map<string, Notice>>()
  for (const row of file.all<EntryRow>(TOLD, stream)) {
    const { type, data } = envelopeOf(row)
    const id = textOf(data['notice'])
    const document = textOf(data['document'])
    const recipient = textOf(data['recipient'])
    if (id === undefined || document === undefined || recipient === undefined) continue
    const key = `${document} ${recipient}`
    const notices = found.get(key) ?? new Map<string, Notice>()
    found.set(key, notices)
    const known = notices.get(id) ?? { id, sentAt: null, outcome: null }
    notices.set(id, { ...known, ...told(type, factOf(row.n)!) })
  }
  return (document, recipient) => [...(found.get(`${document} ${recipient}`)?.values() ?? [])]
}

function told(type: string, fact: NonNullable<ReturnType<FactOf>>): Partial<Notice> {
  if (type === 'NoticeSent') return { sentAt: fact }
  return { outcome: { ...fact, kind: type === 'NoticeBounced' ? 'bounced' : 'delivered' } }
}

const TOLD = `SELECT * FROM entries WHERE stream = ?
  AND type IN ('NoticeSent', 'NoticeDelivered', 'NoticeBounced') ORDER BY revision`
