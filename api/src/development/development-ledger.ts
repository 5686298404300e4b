import type { Clock } from '../config/clock.js'
import type { Founder } from '../ledger-folder/founding.js'
import {
  runLedger,
  type RunLedgerOptions,
  type RunningLedger,
} from '../ledger-folder/run-ledger.js'
import { openDevelopmentAuthority } from './pki/development-authority.js'
import { foundDevelopmentLedger } from './pki/found-development-ledger.js'
import { developmentChannel } from './tsa/development-tsa.js'

export interface DevelopmentLedgerOptions extends Omit<RunLedgerOptions, 'founder'> {
  /** Found a ledger when the folder is empty. */
  readonly mayFound: boolean
  /** What else comes into being with a new ledger. */
  readonly foundWith?: (founder: Founder) => Founder
}

/**
 * Runs the ledger in a data folder, whatever its profile; a development ledger gets its TSA in
 * process, and is made in an empty folder when that is allowed.
 * @throws as `runLedger`
 */
export function runDevelopmentLedger(
  path: string,
  { mayFound, foundWith = unchanged, ...options }: DevelopmentLedgerOptions,
): Promise<RunningLedger> {
  const { clock } = options
  return runLedger(path, {
    ...options,
    ...(mayFound ? { founder: foundWith(foundDevelopmentLedger(clock.now())) } : {}),
    developmentTsa: async (folder) => developmentTsaOf(folder.paths, clock),
  })
}

function unchanged(founder: Founder): Founder {
  return founder
}

async function developmentTsaOf(
  paths: Parameters<typeof openDevelopmentAuthority>[0],
  clock: Clock,
) {
  return developmentChannel(await openDevelopmentAuthority(paths), clock)
}
