import { randomUUID } from 'node:crypto'
import {
  BACKWARDS,
  END,
  ErrorType,
  jsonEvent,
  type EventStoreDBClient,
} from '@eventstore/db-client'
import { isType, readFailure } from './call-error.js'
import { Connection } from './connection.js'
import { aclFor, isClosed, readDefaultAcl, readLast } from './default-acl.js'
import type { Credentials, EventStoreDbSettings } from './settings.js'
import { keepUser } from './users.js'

/** Milliseconds for each question. */
const LIMIT = 10_000
/** Read by who may scavenge and by nobody else, as a server is founded; whether it is there or not. */
const SCAVENGES = '$scavenges'
/** How the streams begin on which is tried what must be refused; a ledger has none of this name. */
export const PROBES = 'probe-'

/** What is prepared, and whether it was changed or stood already. */
export interface Preparation {
  readonly what: 'default ACL' | 'reading $all' | 'reading $settings' | 'user'
  readonly isChanged: boolean
}

/**
 * Gives one user the right to append to and to read every ordinary stream, and nobody any right to delete
 * or to write metadata. Asked again it changes nothing. To be run once, with an administrator's
 * credentials, which the API never has.
 * @throws StoreError STORE_SETTINGS_INVALID, STORE_UNAVAILABLE, STORE_DENIED
 */
export async function prepareAccess(
  url: string,
  administrator: Credentials,
  writer: Credentials,
): Promise<readonly Preparation[]> {
  const connection = new Connection({ url })
  const options = { credentials: administrator }
  const ask = asking(connection)
  try {
    // Who may not do this finds out before anything is changed.
    const acl = await ask((client) => readDefaultAcl(client, administrator))
    const isUserNew = await keepUser(url, administrator, writer)
    const wanted = aclFor(writer.username)
    const isAclNew = JSON.stringify(acl) !== JSON.stringify(wanted)
    if (isAclNew) {
      const event = jsonEvent({ type: 'update-default-acl', data: wanted })
      await ask((client) => client.appendToStream('$settings', event, options))
    }
    const letRead = async (stream: '$all' | '$settings'): Promise<boolean> => {
      const { metadata } = await ask((client) => client.getStreamMetadata(stream, options))
      if (metadata?.acl?.readRoles?.includes(writer.username)) return false
      const readRoles = ['$admins', writer.username]
      await ask((client) => client.setStreamMetadata(stream, { acl: { readRoles } }, options))
      return true
    }
    return [
      { what: 'user', isChanged: isUserNew },
      { what: 'default ACL', isChanged: isAclNew },
      { what: 'reading $all', isChanged: await letRead('$all') },
      { what: 'reading $settings', isChanged: await letRead('$settings') },
    ]
  } finally {
    connection.close()
  }
}

/** A right that nobody should have, and who has it. */
export type ExcessRight =
  | 'anybody may read $all'
  | 'others may append, delete or write metadata'
  | 'the writer may delete streams'
  | 'the writer may scavenge'
  | 'the writer may write metadata'

/**
 * Tries what must be refused, on a stream that is nobody's, and reads what others are let. What is not
 * refused leaves an event of the server's own there, which no reader of ours is handed.
 * @throws StoreError STORE_UNAVAILABLE; STORE_DENIED when the writer may not even read
 */
export async function excessRights({
  url,
  credentials,
}: EventStoreDbSettings): Promise<readonly ExcessRight[]> {
  const connection = new Connection({ url })
  const ask = asking(connection)
  const isAllowed = (use: Use<unknown>): Promise<boolean> =>
    ask(async (client) => {
      try {
        await use(client)
        return true
      } catch (error) {
        if (isType(error, ErrorType.ACCESS_DENIED)) return false
        // Asked before it is looked whether there is anything.
        if (isType(error, ErrorType.WRONG_EXPECTED_VERSION)) return true
        if (isType(error, ErrorType.STREAM_NOT_FOUND)) return true
        throw error
      }
    })
  try {
    if (credentials === undefined || (await isAllowed((client) => readAnything(client)))) {
      return ['anybody may read $all']
    }
    await ask((client) => readAnything(client, credentials))
    const probe = `${PROBES}${randomUUID()}`
    const options = { credentials }
    const excess: ExcessRight[] = []
    if (!(await ask((client) => isClosedToOthers(client, credentials)))) {
      excess.push('others may append, delete or write metadata')
    }
    const maxCount = { maxCount: 1_000_000 }
    if (await isAllowed((client) => client.setStreamMetadata(probe, maxCount, options))) {
      excess.push('the writer may write metadata')
    }
    if (await isAllowed((client) => client.deleteStream(probe, options))) {
      excess.push('the writer may delete streams')
    }
    if (await isAllowed((client) => readLast(client, SCAVENGES, credentials))) {
      excess.push('the writer may scavenge')
    }
    return excess
  } finally {
    connection.close()
  }
}

type Use<T> = (client: EventStoreDBClient) => Promise<T>

function asking(connection: Connection): <T>(use: Use<T>) => Promise<T> {
  return async (use) => {
    try {
      return await connection.call(LIMIT, use)
    } catch (error) {
      throw readFailure(error)
    }
  }
}

/** Where the writer may not see it, nobody prepared it. */
async function isClosedToOthers(
  client: EventStoreDBClient,
  credentials: Credentials,
): Promise<boolean> {
  try {
    return isClosed(await readDefaultAcl(client, credentials), credentials.username)
  } catch (error) {
    if (isType(error, ErrorType.ACCESS_DENIED)) return false
    throw error
  }
}

async function readAnything(client: EventStoreDBClient, credentials?: Credentials): Promise<void> {
  const reading = client.readAll({
    requiresLeader: true,
    direction: BACKWARDS,
    fromPosition: END,
    maxCount: 1,
    ...(credentials !== undefined && { credentials }),
  })
  reading.on('error', () => undefined)
  for await (const _ of reading) return
}
