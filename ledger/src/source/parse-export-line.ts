import { parseBase64 } from '../bytes/base64.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonObject, JsonValue } from '../entry/envelope.ts'
import { canonicalize, parseCanonical } from '../entry/jcs.ts'
import { LedgerError } from '../errors.ts'
import { parseShape, object, oneOf } from '../shape/shape.ts'
import { entryStream } from '../shape/scalars.ts'
import { exportHeader, exportTrailer } from './export-format.ts'
import type { LedgerItem } from './ledger-source.ts'

/** Parses one untrusted line, refusing every spelling but the writer's own. */
export function parseExportLine(bytes: Uint8Array, line: number): LedgerItem {
  try {
    const text = decodeUtf8(bytes)
    return text.startsWith('{"der":"') ? parseEntry(text, line) : parseOther(bytes, line)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { kind: 'broken', code: 'LINE_MALFORMED', message: error.message, line }
  }
}

const afterDer = /^","kind":"entry","revision":(0|[1-9]\d{0,15}),"stream":"([a-z0-9-]{1,80})"\}$/

/** The hot path: taken apart without JSON.parse; what matches is canonical by its form. */
function parseEntry(text: string, line: number): LedgerItem {
  const end = text.indexOf('"', 8)
  const match = afterDer.exec(text.slice(end))
  const revision = Number(match?.[1])
  const stream = match?.[2]
  if (
    stream === undefined ||
    !Number.isSafeInteger(revision) ||
    entryStream.problem(stream) !== null
  ) {
    throw new LedgerError(
      'SOURCE_MALFORMED',
      'expected an entry line with der, kind, revision and stream',
    )
  }
  return { kind: 'entry', stream, revision, der: parseBase64(text.slice(8, end)), line }
}

function parseOther(bytes: Uint8Array, line: number): LedgerItem {
  const value = parseCanonical(bytes)
  const kind = isObject(value) ? value['kind'] : undefined
  switch (kind) {
    case 'header':
      return { kind, header: parseShape(exportHeader, value, 'SOURCE_MALFORMED'), line }
    case 'trailer':
      return {
        kind,
        trailer: parseShape(exportTrailer, value, 'SOURCE_MALFORMED'),
        digest: '',
        line,
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
