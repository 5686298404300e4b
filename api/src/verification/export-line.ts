import { decodeUtf8, ifReadable, LedgerError, parseBatchRecord } from '@contremarque/ledger'
import type { ExportWriter, LedgerItem } from '@contremarque/ledger'

/** An item of a ledger as its line. @throws LedgerError when it fits none */
export function exportLine(writer: ExportWriter, item: LedgerItem): Uint8Array {
  switch (item.kind) {
    case 'entry':
      return writer.entry(item.stream, item.revision, item.der)
    case 'batch':
      return writer.batch(oneLine(item.bytes), noteOf(item.bytes))
    case 'stamp':
      return writer.stamp(oneLine(item.bytes))
    default:
      throw new LedgerError('SOURCE_MALFORMED', `unexpected ${item.kind}`)
  }
}

/** @throws LedgerError when it is not text on one line */
function oneLine(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes)
  if (!text.includes('\n')) return text
  throw new LedgerError('SOURCE_MALFORMED', 'a record of several lines')
}

/** Null when none can be read. */
function noteOf(record: Uint8Array): string | null {
  return ifReadable(() => parseBatchRecord(record).note) ?? null
}
