import { parseArgs } from 'node:util'
import { readSettings } from '../config/settings.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { compareFolder } from '../recovery/compare-folder.js'
import { restoreGuard } from '../recovery/restore-guard.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque guard restore --data DIR --against NOTE_OR_RECEIPT...

Makes the guard of a data folder anew after its loss (alarm GUARD_MISSING). The store must hold every
checkpoint or receipt given, and the head beside it: give the latest that anybody keeps outside this
machine, for a store rolled back to a later one than that is not noticed. The server must not be running.

Example:
  contremarque guard restore --data /srv/contremarque --against receipt.json`

export async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, against: { type: 'string', multiple: true } },
    allowPositionals: true,
  })
  const { data, against = [] } = values
  const isRestore = positionals.length === 1 && positionals[0] === 'restore'
  if (!isRestore || data === undefined || against.length === 0) {
    console.error(help)
    return USAGE
  }
  try {
    const { eventStoreDb } = readSettings(process.env)
    const comparison = await compareFolder(data, against, eventStoreDb)
    await restoreGuard(folderPaths(data), comparison)
    console.log(`the guard holds the checkpoint over ${comparison.held.size} leaves`)
    return 0
  } catch (error) {
    return failure('guard', error)
  }
}
