import { createHash } from 'node:crypto'
import { ALGORITHMS, ExportWriter, ifReadable, type LedgerItem } from '@contremarque/ledger'
import { recordStreams } from '../ledger-folder/ledger-info.js'
import { lastStamp } from './export-ledger.js'
import { exportLine } from './export-line.js'
import type { OpenedLedger } from './open-folder.js'

/**
 * The bytes of an export that is verified at once and not kept: whatever stands in the store, whole or
 * not, so that the verifier says what is broken and where. A whole ledger gives the bytes of
 * `exportLedger`; what fits no line is left out, and is then missing; a store that cannot be read to
 * its end gives no trailer.
 *
 * @param genesis hash of the genesis entry by the trust file: the entry itself may be gone
 */
export async function* exportAsItStands(
  { info, source, reader }: OpenedLedger,
  genesis: string,
): AsyncIterable<Uint8Array> {
  const last = await lastStamp(reader, recordStreams(info).stamping)
  const writer = new ExportWriter(createHash('sha256'))
  yield writer.header(info.origin, genesis, ALGORITHMS)
  for await (const items of source.items()) {
    const lines: Uint8Array[] = []
    for (const item of items) {
      if (item.kind === 'broken') {
        yield Buffer.concat(lines)
        return
      }
      lines.push(lineIfAny(writer, item))
      if (item.kind !== 'stamp' || item.revision !== last) continue
      yield Buffer.concat([...lines, writer.trailer()])
      return
    }
    yield Buffer.concat(lines)
  }
  yield writer.trailer()
}

function lineIfAny(writer: ExportWriter, item: LedgerItem): Uint8Array {
  return ifReadable(() => exportLine(writer, item)) ?? new Uint8Array(0)
}
