import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readSettings } from '../config/settings.js'
import { SettingsError } from '../config/settings-error.js'
import type { MoveWatcher } from '../personal-data-move/move-watcher.js'
import { movePersonalData } from '../personal-data-move/move-personal-data.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque personal-data move --data DIR

Moves what can be erased (openings, their keys, pseudonyms, credentials) and what is being read from the
files of DIR to the PostgreSQL that CONTREMARQUE_POSTGRES_URL, CONTREMARQUE_POSTGRES_PASSWORD_FILE and
CONTREMARQUE_POSTGRES_CA_FILE name, so that the ledger can have several nodes. Nothing may be running on
DIR; the database holds nothing yet. Everything is copied and compared, then ledger.json names PostgreSQL,
then the files are overwritten and removed. Backups of them stay: destroy those too, or an erasure will not
reach them (docs/runbooks/several-nodes.md).

Broken off, run it again: until it is over the ledger is served from neither.

Example:
  CONTREMARQUE_POSTGRES_URL=postgres://ledger@db.example.fr/ledger \\
  CONTREMARQUE_POSTGRES_PASSWORD_FILE=ledger.secret contremarque personal-data move --data data`

export async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' } },
    allowPositionals: true,
  })
  const isMove = positionals.length === 1 && positionals[0] === 'move'
  if (!isMove || values.data === undefined) {
    console.error(help)
    return USAGE
  }
  try {
    const { postgres } = readSettings(process.env)
    if (postgres === undefined) {
      throw new SettingsError('SETTINGS_MALFORMED', 'missing: CONTREMARQUE_POSTGRES_URL')
    }
    await movePersonalData(resolve(values.data), postgres, telling)
    console.log(`${values.data}: personal data is in PostgreSQL now, and in no file here`)
    return 0
  } catch (error) {
    return failure('personal-data move', error)
  }
}

const telling: MoveWatcher = {
  onStep: (step) => console.error(step),
  onCopied: () => undefined,
  onCompared: (table, rows) => console.error(`  ${table}: ${rows}`),
  onDestroyed: (path) => console.error(`  ${path}`),
}
