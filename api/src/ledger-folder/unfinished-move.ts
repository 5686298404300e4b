import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import type { LedgerInfo } from './ledger-info.js'

/**
 * Nothing is recorded or erased while personal data may stand in two places: an erasure would reach one.
 * @throws FolderError MOVE_UNFINISHED
 */
export function assertNothingMoves(
  { root, moving, personalData }: FolderPaths,
  info: Pick<LedgerInfo, 'personalData'>,
): void {
  const names = info.personalData === 'postgres' ? ['openings.sqlite', 'keys.sqlite'] : []
  const left = [moving, ...names.map((name) => join(personalData, name))]
  if (!left.some((path) => existsSync(path))) return
  throw new FolderError(
    'MOVE_UNFINISHED',
    `${root}: a move of personal data is not over: run \`contremarque personal-data move\` again`,
  )
}
