import { storeEventId, verifyReceiptFile, type Report } from '@contremarque/ledger'
import type { LedgerFolder } from '../src/ledger-folder/ledger-folder.js'
import { recordStreams } from '../src/ledger-folder/ledger-info.js'
import { getEntry } from '../src/projections/entry-queries.js'
import { Projector } from '../src/projections/projector.js'
import { ReadModelFile } from '../src/projections/read-model-file.js'
import { EVERYTHING } from '../src/projections/viewer.js'
import { makeReceipt } from '../src/verification/entry-receipt.js'

/** What a party is handed of an entry at this moment, verified with nothing else than the trust file. */
export async function verifiedReceipt(
  { store, crypto, info, trust }: LedgerFolder,
  hash: string,
): Promise<Report> {
  const file = ReadModelFile.create(':memory:', info.origin)
  const openings = { forEntries: async () => new Map(), forCase: async () => [] }
  const pseudonyms = { personsOf: async () => new Map(), ofPerson: async () => [] }
  await new Projector(file, { crypto, trust, openings, pseudonyms }).apply(
    await store.readAll(-1n, 1_000),
  )
  const detail = getEntry(file, EVERYTHING, storeEventId(Uint8Array.fromHex(hash)))!
  const [stored] = await store.readStream(detail.entry.stream, detail.entry.revision, 1)
  const source = { store, crypto, streams: recordStreams(info) }
  const bytes = await makeReceipt(detail, stored!.data, file, source)
  return verifyReceiptFile(bytes, { trust, trustSource: 'given', crypto })
}
