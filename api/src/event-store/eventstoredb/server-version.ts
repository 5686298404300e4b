import type { EventStoreDBClient } from '@eventstore/db-client'
import { StoreError } from '../store-error.js'
import { readFailure } from './call-error.js'
import type { Connection } from './connection.js'

/** Milliseconds for an answer. */
const LIMIT = 10_000
/** The releases that the adapter was tried on (docs/architecture/eventstoredb.md). */
const TRIED = ['22.10', '23.10']

/** The client asks each server for it, and shows it to classes that extend it only. */
interface Featured {
  readonly capabilities: Promise<{ readonly serverVersion: string }>
}

/**
 * Refuses a server that is older than any that was tried; one that does not tell its version is. One of a
 * newer release is taken.
 * @param onUntried told of that
 * @throws StoreError STORE_VERSION_UNSUPPORTED, STORE_UNAVAILABLE
 */
export async function assertServerVersion(
  connection: Connection,
  onUntried?: (reason: string) => void,
): Promise<void> {
  const version = await connection.call(LIMIT, versionOf).catch((error: unknown) => {
    throw readFailure(error)
  })
  const release = releaseOf(version)
  const found = `EventStoreDB is of version ${version}`
  // What is no version is not known to be new enough.
  if (!(release >= releaseOf(TRIED[0]!))) {
    throw new StoreError('STORE_VERSION_UNSUPPORTED', `${found}: expected ${TRIED[0]} or later`)
  }
  if (release > releaseOf(TRIED.at(-1)!)) onUntried?.(`${found}: ${TRIED.join(' and ')} were tried`)
}

/** Year and month as one number to be compared; NaN for what is no version. */
function releaseOf(version: string): number {
  const [year, month] = version.split('.').map(Number)
  return Number(year) * 100 + Number(month)
}

async function versionOf(client: EventStoreDBClient): Promise<string> {
  const { serverVersion } = await (client as unknown as Featured).capabilities
  return serverVersion
}
