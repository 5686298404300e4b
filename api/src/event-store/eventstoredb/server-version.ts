import type { EventStoreDBClient } from '@eventstore/db-client'
import { StoreError } from '../store-error.js'
import { readFailure } from './call-error.js'
import type { Connection } from './connection.js'

/** Milliseconds for an answer. */
const LIMIT = 10_000
/** The oldest release that the adapter was tried on. */
const OLDEST = { year: 22, month: 10 }

/** The client asks each server for it, and shows it to classes that extend it only. */
interface Featured {
  readonly capabilities: Promise<{ readonly serverVersion: string }>
}

/**
 * Refuses a server that is older than any that was tried; one that does not tell its version is.
 * @throws StoreError STORE_VERSION_UNSUPPORTED, STORE_UNAVAILABLE
 */
export async function assertServerVersion(connection: Connection): Promise<void> {
  const version = await connection.call(LIMIT, versionOf).catch((error: unknown) => {
    throw readFailure(error)
  })
  const [year = 0, month = 0] = version.split('.').map(Number)
  const isOld = !(year > OLDEST.year || (year === OLDEST.year && month >= OLDEST.month))
  if (!isOld) return
  throw new StoreError(
    'STORE_VERSION_UNSUPPORTED',
    `EventStoreDB is of version ${version}: expected ${OLDEST.year}.${OLDEST.month} or later`,
  )
}

async function versionOf(client: EventStoreDBClient): Promise<string> {
  const { serverVersion } = await (client as unknown as Featured).capabilities
  return serverVersion
}
