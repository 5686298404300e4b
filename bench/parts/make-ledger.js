import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { nodeCrypto } from '../../ledger/dist/node/index.js'
import { exportLedger } from '../../api/dist/verification/export-ledger.js'
import { openFolderReadOnly } from '../../api/dist/verification/open-folder.js'
import { fill, openBenchNode } from '../subject/bench-node.js'

/**
 * Records at least `entries` real entries over `cases` cases, sealed and stamped, and writes the
 * export of the ledger when `out` names a file.
 */
export async function run({ folder, entries, cases, out, eventStoreDb }) {
  const store = eventStoreDb && { eventStoreDb }
  const { node, close } = await openBenchNode(folder, { projections: false, ...store })
  await fill(node, { entries, cases })
  const { size } = node.ledger.sealer.lastBatch.checkpoint
  const { trust } = node.ledger.folder
  await close()
  if (out !== undefined) await writeExport(folder, out)
  return { entries: size, trust }
}

async function writeExport(folder, out) {
  const ledger = await openFolderReadOnly(folder)
  await pipeline(exportLedger(ledger, nodeCrypto()), createWriteStream(out))
  await ledger.close()
}
