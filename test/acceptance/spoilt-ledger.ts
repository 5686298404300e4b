import { writeFileSync } from 'node:fs'
import { writeJournal, writeMapping } from './journal-file.ts'
import { LedgerServer } from './ledger-server.ts'
import { contremarque } from './run-command.ts'
import { bytesOf, isEntry, storedRows, type StoredRow } from './stored-ledger.ts'
import type { TemporaryFolder } from './temporary-folder.ts'

/** A ledger with a past, made through the public doors only. */
export interface LedgerWithPast {
  readonly data: string
  /** The whole folder as somebody copied it after the first import. */
  readonly old: string
  /** A time-stamped receipt of an order, handed out over HTTP after that copy was made. */
  readonly receipt: string
  readonly rows: readonly StoredRow[]
  /** Entries in the middle of a stream, the second right after the first. */
  readonly victims: readonly [StoredRow, StoredRow]
}

const ROWS = 30

export async function makeLedger(folder: TemporaryFolder): Promise<LedgerWithPast> {
  const data = folder.file('data')
  await importPart(folder, data, 0)
  const old = folder.copyOf(data)
  await importPart(folder, data, 1)
  const receipt = folder.file('order.receipt.json')
  writeFileSync(receipt, await orderWithReceipt(data))
  const rows = storedRows(data)
  const stream = rows.find((row) => row.stream.startsWith('journal-'))!.stream
  const [, , , first, second] = rows.filter((row) => row.stream === stream)
  return { data, old, receipt, rows, victims: [first!, second!] }
}

/** Imports one more part of an endless journal. */
export async function importPart(
  folder: TemporaryFolder,
  data: string,
  part: number,
): Promise<void> {
  const rows = { from: part * ROWS, to: (part + 1) * ROWS, cases: 4 }
  const file = writeJournal(folder.file(`part-${part}.csv`), rows)
  const argv = ['import', file, '--mapping', writeMapping(folder.path), '--data', data]
  const { status, stderr } = await contremarque(argv)
  expect({ status, stderr }).toMatchObject({ status: 0 })
}

async function orderWithReceipt(data: string): Promise<Uint8Array> {
  const server = await LedgerServer.start(data)
  const judge = await server.session('magistrat')
  await judge.acceptTerms()
  const { body } = await judge.order('26/00417', { wait: 30 })
  expect(body.state).toBe('stamped')
  const receipt = await judge.bytes(`/entries/${body.entries[0]!.id}/receipt`)
  const { status } = await server.stop()
  expect(status).toBe(0)
  return receipt
}

export const placeOf = ({ stream, revision }: StoredRow): string => `${stream}@${revision}`

/** The bytes with one digit of the recorded instant changed: length and form stay. */
export function otherInstant(row: StoredRow): Buffer {
  const bytes = bytesOf(row)
  const at = bytes.indexOf('"recordedAt":"') + '"recordedAt":"2026'.length - 1
  bytes[at] = bytes[at] === 0x37 ? 0x38 : 0x37
  return bytes
}

/** Where stamps end, the last but one of them: what stands after is the tail an intruder cuts. */
export function cutPosition(rows: readonly StoredRow[]): number {
  const stamps = rows.filter(({ stream }) => stream.startsWith('stamping-'))
  for (const { position } of stamps.toReversed()) {
    if (rows.some((row) => row.position > position && isEntry(row))) return position
  }
  throw new RangeError('no entry stands after a stamp')
}
