import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonObject, JsonValue } from '../entry/envelope.ts'
import { canonicalize, parseCanonical } from '../entry/jcs.ts'
import { LedgerError } from '../errors.ts'
import { parseShape, object, oneOf } from '../shape/shape.ts'
import { isEntryStream } from '../shape/forms.ts'
import type { Base64Room } from './base64-room.ts'
import { exportHeader, exportTrailer } from './export-format.ts'
import type { LedgerItem } from './ledger-source.ts'

const quote = 0x22
const entryStart = encodeUtf8('{"der":"')
const afterDer = /^","kind":"entry","revision":(0|[1-9]\d{0,15}),"stream":"([a-z0-9-]{1,80})"\}$/

/** Parses one untrusted line, refusing every spelling but the writer's own. */
export function parseExportLine(bytes: Uint8Array, line: number, room: Base64Room): LedgerItem {
  try {
    return startsAsEntry(bytes) ? parseEntry(bytes, line, room) : parseOther(bytes, line)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { kind: 'broken', code: 'LINE_MALFORMED', message: error.message, line }
  }
}

function startsAsEntry(bytes: Uint8Array): boolean {
  for (let i = 0; i < entryStart.length; i++) if (bytes[i] !== entryStart[i]) return false
  return true
}

/** The hot path: taken apart without JSON.parse; what matches is canonical by its form. */
function parseEntry(bytes: Uint8Array, line: number, room: Base64Room): LedgerItem {
  const end = bytes.indexOf(quote, entryStart.length)
  // The names are cut from this short text, so that nobody who keeps one keeps the whole line.
  const match = end === -1 ? null : afterDer.exec(decodeUtf8(bytes.subarray(end)))
  const revision = Number(match?.[1])
  const stream = match?.[2]
  const isPlace = stream !== undefined && isEntryStream(stream)
  if (!isPlace || !Number.isSafeInteger(revision)) {
    const expected = 'expected an entry line with der, kind, revision and stream'
    throw new LedgerError('SOURCE_MALFORMED', expected)
  }
  const der = room.parse(decodeUtf8(bytes.subarray(entryStart.length, end)))
  return { kind: 'entry', stream, revision, der, line }
}

function parseOther(bytes: Uint8Array, line: number): LedgerItem {
  const value = parseCanonical(bytes)
  const kind = isObject(value) ? value['kind'] : undefined
  switch (kind) {
    case 'header':
      return { kind, header: parseShape(exportHeader, value, 'SOURCE_MALFORMED'), line }
    case 'trailer': {
      const trailer = parseShape(exportTrailer, value, 'SOURCE_MALFORMED')
      return { kind, trailer, digest: '', line }
    }
    case 'batch':
    case 'stamp':
      return { kind, bytes: recordBytes(value), line }
    default:
      throw new LedgerError(
        'SOURCE_MALFORMED',
        'expected a line of kind header, entry, batch, stamp or trailer',
      )
  }
}

const recordLine = object({
  kind: oneOf('batch', 'stamp'),
  record: { problem: (value) => (isObject(value) ? null : 'expected an object') },
})

function recordBytes(value: JsonValue): Uint8Array {
  const { record } = parseShape(recordLine, value, 'SOURCE_MALFORMED')
  return encodeUtf8(canonicalize(record as JsonValue))
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
