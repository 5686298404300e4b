import { encodeUtf8 } from '../bytes/utf8.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { Base64Room } from './base64-room.ts'
import { byteLines } from './byte-lines.ts'
import { MAX_LINE_BYTES } from './export-format.ts'
import { parseExportLine } from './parse-export-line.ts'

/** The stream that tells every erasure. */
export const ERASURES_STREAM = 'platform-erasures'

const end = encodeUtf8(`"stream":"${ERASURES_STREAM}"}\n`)

/** The entries of `platform-erasures` in the untrusted bytes of an export, DER; of other lines the end is looked at. */
export async function* exportErasures(
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly Uint8Array[]> {
  const room = new Base64Room()
  for await (const lines of byteLines(chunks, MAX_LINE_BYTES)) {
    const found: Uint8Array[] = []
    for (const { bytes, line } of lines) {
      if (bytes === null || !equalBytes(bytes.subarray(-end.length), end)) continue
      const item = parseExportLine(bytes.subarray(0, -1), line, room)
      if (item.kind === 'entry') found.push(item.der)
    }
    if (found.length > 0) yield found
  }
}
