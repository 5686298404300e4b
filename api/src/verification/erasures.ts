import { createHash } from 'node:crypto'
import { ERASURES_STREAM, ExportWriter, ifReadable } from '@contremarque/ledger'
import type { LogReader } from '../event-store/log-reader.js'
import { isStoreError } from '../event-store/store-error.js'
import { rowsOf } from './rows-of.js'

/** The entries that tell erasures, as they stand, DER; as many as can be read. */
export async function* erasuresIn(reader: LogReader): AsyncIterable<readonly Uint8Array[]> {
  try {
    for await (const { data } of rowsOf(reader, ERASURES_STREAM)) yield [data]
  } catch (error) {
    // Whoever reads on says what is wrong with the store.
    if (!isStoreError(error, 'STORE_MALFORMED')) throw error
  }
}

/** The same, each as its line of an export; what fits none is left out. */
export async function* erasureLines(reader: LogReader): AsyncIterable<Uint8Array> {
  const writer = new ExportWriter(createHash('sha256'))
  for await (const { revision, data } of rowsOf(reader, ERASURES_STREAM)) {
    const line = ifReadable(() => writer.entry(ERASURES_STREAM, revision, data))
    if (line !== undefined) yield line
  }
}
