import { createHash } from 'node:crypto'
import {
  ALGORITHMS,
  entryHash,
  KEYS_STREAM,
  LedgerError,
  parseBatchRecord,
  parseStampingRecord,
  ExportWriter,
  type Crypto,
  type LedgerItem,
} from '@contremarque/ledger'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { exportLine } from './export-line.js'
import type { OpenedLedger } from './open-folder.js'

/**
 * The bytes of an export, up to the last time-stamped checkpoint (FORMATS §9), in pieces.
 * @throws LedgerError SOURCE_MALFORMED when nothing is stamped, or something sealed is missing
 */
export async function* exportLedger(
  { info, source, reader }: OpenedLedger,
  crypto: Crypto,
): AsyncIterable<Uint8Array> {
  const [genesis] = await reader.readRange(KEYS_STREAM, 0, 0, 1)
  const last = await lastStamp(reader, recordStreams(info).stamping)
  if (genesis === undefined || last === undefined) throw broken('no checkpoint is time-stamped')
  const writer = new ExportWriter(createHash('sha256'))
  yield writer.header(info.origin, entryHash(genesis.data, crypto).toHex(), ALGORITHMS)
  let entries = 0
  for await (const items of source.items()) {
    const lines: Uint8Array[] = []
    for (const item of items) {
      assertWhole(item, entries)
      if (item.kind === 'entry') entries++
      if (item.kind === 'batch') entries = 0
      lines.push(exportLine(writer, item))
      if (item.kind !== 'stamp' || item.revision !== last) continue
      yield Buffer.concat([...lines, writer.trailer()])
      return
    }
    yield Buffer.concat(lines)
  }
  throw broken('the last time-stamp was not found again')
}

/** Revision of the last record in the stamping stream. */
export async function lastStamp(
  reader: OpenedLedger['reader'],
  stream: string,
): Promise<number | undefined> {
  let last: number | undefined
  for (let next = 0; ;) {
    const page = await reader.readRange(stream, next, Number.MAX_SAFE_INTEGER, 256)
    const end = page.at(-1)
    if (end === undefined) return last
    last = end.revision
    next = last + 1
  }
}

/** @throws LedgerError when it cannot be read, or does not follow so many entries since the last batch */
function assertWhole(item: LedgerItem, entries: number): void {
  switch (item.kind) {
    case 'entry':
      return
    case 'batch':
      assertCount(item.bytes, entries)
      return
    case 'stamp':
      parseStampingRecord(item.bytes)
      return
    default:
      throw broken(item.kind === 'broken' ? item.message : `unexpected ${item.kind}`)
  }
}

function assertCount(batch: Uint8Array, entries: number): void {
  const record = parseBatchRecord(batch)
  if (record.count === entries) return
  throw broken(`batch ${record.batch} lists ${record.count} entries, ${entries} are there`)
}

function broken(why: string): LedgerError {
  return new LedgerError('SOURCE_MALFORMED', `${why}: see contremarque verify`)
}
