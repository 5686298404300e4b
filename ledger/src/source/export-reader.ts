import { Base64Room } from './base64-room.ts'
import { byteLines, type ByteLine } from './byte-lines.ts'
import { MAX_LINE_BYTES } from './export-format.ts'
import { parseExportLine } from './parse-export-line.ts'
import type { RunningDigest } from './export-writer.ts'
import type { BrokenItem, LedgerItem, LedgerSource } from './ledger-source.ts'

/**
 * A ledger from the untrusted bytes of an export, read once, line by line. A line that is not
 * exactly what the writer would write becomes a `broken` item; reading goes on at the next.
 *
 * @param head the note that whoever keeps the ledger has beside it, when he tells it
 */
export function exportSource(
  chunks: AsyncIterable<Uint8Array>,
  running: RunningDigest,
  head?: string,
): LedgerSource {
  const source = { kind: 'export', items: () => readItems(chunks, running) } as const
  return head === undefined ? source : { ...source, head }
}

async function* readItems(
  chunks: AsyncIterable<Uint8Array>,
  running: RunningDigest,
): AsyncIterable<readonly LedgerItem[]> {
  const room = new Base64Room()
  // The last line is not part of the digest, so that each waits until another follows.
  let held: ByteLine | undefined
  for await (const lines of byteLines(chunks, MAX_LINE_BYTES)) {
    const items: LedgerItem[] = []
    for (const line of lines) {
      if (held !== undefined) items.push(readLine(held, running, room))
      held = line
    }
    if (held !== undefined) held = { ...held, bytes: held.bytes?.slice() ?? null }
    if (items.length > 0) yield items
  }
  if (held !== undefined) yield [readLastLine(held, running, room)]
}

function readLine(line: ByteLine, running: RunningDigest, room: Base64Room): LedgerItem {
  if (line.bytes === null) return tooLong(line)
  running.update(line.bytes)
  return parseExportLine(line.bytes.subarray(0, -1), line.line, room)
}

function readLastLine(line: ByteLine, running: RunningDigest, room: Base64Room): LedgerItem {
  if (line.bytes === null) return tooLong(line)
  if (line.isCut) return broken(line, 'LINE_MALFORMED', 'the last line has no line feed')
  const item = parseExportLine(line.bytes.subarray(0, -1), line.line, room)
  return item.kind === 'trailer' ? { ...item, digest: running.digest().toHex() } : item
}

function tooLong(line: ByteLine): BrokenItem {
  return broken(
    line,
    'LINE_TOO_LONG',
    `line of ${line.length - 1} bytes, at most ${MAX_LINE_BYTES}`,
  )
}

function broken({ line }: ByteLine, code: BrokenItem['code'], message: string): BrokenItem {
  return { kind: 'broken', code, message, line }
}
