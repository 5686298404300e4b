import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { holdFolder } from '../ledger-folder/hold-folder.js'
import { shareDocuments } from '../ledger-folder/shared-documents.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque documents prepare --data DIR --folder FOLDER

Makes FOLDER the place where the node with the data folder DIR keeps documents, so that several nodes share
them. FOLDER is empty or not there, or is that of this ledger already: run it for each node. Documents that
DIR holds are copied there; the copies in DIR may be deleted once every node has started with

  CONTREMARQUE_DOCUMENTS=FOLDER

The node must not be running. Broken off, run it again.

Example:
  contremarque documents prepare --data /srv/contremarque --folder /mnt/documents`

export async function run(argv: readonly string[]): Promise<number> {
  const option = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: option, folder: option },
    allowPositionals: true,
  })
  const { data, folder } = values
  const isPrepare = positionals.length === 1 && positionals[0] === 'prepare'
  if (!isPrepare || data === undefined || folder === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    await prepare(resolve(data), resolve(folder))
    console.log(`${folder}: documents of ${data}; set CONTREMARQUE_DOCUMENTS to it`)
    return 0
  } catch (error) {
    return failure('documents prepare', error)
  }
}

async function prepare(data: string, folder: string): Promise<void> {
  const held = await holdFolder(data)
  try {
    await shareDocuments(held.paths, held.info, folder)
  } finally {
    held.release()
  }
}
