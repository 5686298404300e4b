import { join } from 'node:path'
import { outsideSql, type SqlRow } from './outside-sql.ts'

/** A stored row, its bytes in base64. */
export interface StoredRow {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: { readonly blob: string }
}

export const eventFile = (data: string): string => join(data, 'store/events.sqlite')
export const trustFile = (data: string): string => join(data, 'trust.json')

/** Everything in the event store, in the order of positions. */
export function storedRows(data: string): StoredRow[] {
  const sql = 'SELECT position, stream, revision, id, type, data FROM event ORDER BY position'
  return outsideSql(eventFile(data), { sql })[0] as unknown as StoredRow[]
}

export function isEntry({ stream }: Pick<StoredRow, 'stream'>): boolean {
  return !/^(?:sealing|stamping)-/.test(stream)
}

interface EnvelopeLine {
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly occurredAt: { readonly at: string; readonly basis: string }
  readonly data: Readonly<Record<string, unknown>>
}

/** The signed JSON inside an entry, cut out without a CMS parser. */
export function envelopeIn(der: Uint8Array): EnvelopeLine {
  const text = Buffer.from(der).toString('utf8')
  const end = '"v":"contremarque/entry/1"}'
  return JSON.parse(
    text.slice(text.indexOf('{"actor"'), text.indexOf(end) + end.length),
  ) as EnvelopeLine
}

export function bytesOf(row: SqlRow | StoredRow): Buffer {
  return Buffer.from((row['data' as keyof typeof row] as { blob: string }).blob, 'base64')
}
