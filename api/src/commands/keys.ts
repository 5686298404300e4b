import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { readLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import { assertNothingMoves } from '../ledger-folder/unfinished-move.js'
import { PersonalDataError } from '../personal-data/personal-data-error.js'
import { copyKeys } from '../personal-data/sqlite/copy-keys.js'
import { openingFilesIn } from '../personal-data/sqlite/opening-files.js'
import { failure, USAGE } from './exit.js'

export const help = `Usage: contremarque keys backup --data DIR --out FILE

Copies the data keys that open personal data, wrapped as they are, to FILE, which is not there yet and
stands apart from DIR and its backups. A server may be running. Destroyed keys are not in the copy.

An erasure reaches backups only when the last copy older than it is gone: keep none for more than 30 days.
A ledger whose personal data is in PostgreSQL has its keys copied by pg_dump; the command is told.

Example:
  contremarque keys backup --data /srv/contremarque --out /mnt/keys/$(date +%F).sqlite`

const KEPT_DAYS = 30
const DAY = 24 * 60 * 60 * 1000

/** As in docs/runbooks/several-nodes.md. */
const BY_POSTGRESQL =
  'umask 077; pg_dump --dbname="$CONTREMARQUE_POSTGRES_URL" --schema=contremarque_keys --format=custom --file=FILE'

export async function run(argv: readonly string[]): Promise<number> {
  const option = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: option, out: option },
    allowPositionals: true,
  })
  const { data, out } = values
  const isBackup = positionals.length === 1 && positionals[0] === 'backup'
  if (!isBackup || data === undefined || out === undefined) {
    console.error(help)
    return USAGE
  }
  if (!existsSync(dirname(out))) {
    console.error(`contremarque keys backup: ${dirname(out)} does not exist`)
    return USAGE
  }
  try {
    const count = await backup(data, out)
    const last = new Date(Date.now() + KEPT_DAYS * DAY).toISOString().slice(0, 10)
    console.log(`${out}: ${count} data keys`)
    console.log(`Destroy it by ${last}, in ${KEPT_DAYS} days: no erasure reaches it.`)
    return 0
  } catch (error) {
    return failure('keys backup', error)
  }
}

/** @returns how many keys */
async function backup(data: string, out: string): Promise<number> {
  const paths = folderPaths(data)
  const info = await readLedgerInfo(paths)
  if (info.personalData === 'postgres') {
    const message = `the data keys of ${data} are in PostgreSQL: ${BY_POSTGRESQL}`
    throw new PersonalDataError('KEYS_ELSEWHERE', message)
  }
  assertNothingMoves(paths, info)
  await assertApart(data, out)
  return copyKeys(openingFilesIn(paths.personalData).keys, out)
}

/** Links are followed: what counts is in whose backup the copy would stand. */
async function assertApart(data: string, out: string): Promise<void> {
  const place = join(await realpath(dirname(out)), basename(out))
  if (!place.startsWith((await realpath(data)) + sep)) return
  const message = `${out} is in ${data}: keep the keys apart, in no backup that lasts`
  throw new PersonalDataError('KEY_COPY_NOT_APART', message)
}
