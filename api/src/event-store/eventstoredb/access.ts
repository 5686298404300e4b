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
import type { Credentials, EventStoreDbSettings } from './settings.js'
import { keepUser } from './users.js'

/** Milliseconds for each question. */
const LIMIT = 10_000

/** What is prepared, and whether it was changed or stood already. */
export interface Preparation {
  readonly what: 'default ACL' | 'reading $all' | 'user'
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
  const ask = <T>(use: (client: EventStoreDBClient) => Promise<T>): Promise<T> =>
    connection.call(LIMIT, use).catch((error: unknown) => {
      throw readFailure(error)
    })
  try {
    // Who may not do this finds out before anything is changed.
    const acl = await ask((client) => lastSettings(client, administrator))
    const { metadata } = await ask((client) => client.getStreamMetadata('$all', options))
    const readers = metadata?.acl?.readRoles ?? ['$admins']
    const isUserNew = await keepUser(url, administrator, writer)
    const wanted = aclFor(writer.username)
    const isAclNew = JSON.stringify(acl) !== JSON.stringify(wanted)
    if (isAclNew) {
      const event = jsonEvent({ type: 'update-default-acl', data: wanted })
      await ask((client) => client.appendToStream('$settings', event, options))
    }
    const mayRead = readers.includes(writer.username)
    if (!mayRead) {
      const readRoles = ['$admins', writer.username]
      await ask((client) => client.setStreamMetadata('$all', { acl: { readRoles } }, options))
    }
    return [
      { what: 'user', isChanged: isUserNew },
      { what: 'default ACL', isChanged: isAclNew },
      { what: 'reading $all', isChanged: !mayRead },
    ]
  } finally {
    connection.close()
  }
}

/** The shape that was tried on a real server. */
function aclFor(writer: string) {
  return {
    $userStreamAcl: { $r: writer, $w: writer, $d: [], $mr: writer, $mw: [] },
    $systemStreamAcl: {
      $r: '$admins',
      $w: '$admins',
      $d: '$admins',
      $mr: '$admins',
      $mw: '$admins',
    },
  }
}

async function lastSettings(
  client: EventStoreDBClient,
  credentials: Credentials,
): Promise<unknown> {
  const reading = client.readStream('$settings', {
    credentials,
    direction: BACKWARDS,
    fromRevision: END,
    maxCount: 1,
  })
  reading.on('error', () => undefined)
  try {
    for await (const { event } of reading) return event?.data
  } catch (error) {
    if (!isType(error, ErrorType.STREAM_NOT_FOUND)) throw error
  }
  return undefined
}

/** A right that nobody should have, and who has it. */
export type ExcessRight =
  'anybody may read $all' | 'the writer may delete streams' | 'the writer may write metadata'

/**
 * Tries what must be refused, on a stream that is nobody's. What is not refused leaves an event of the
 * server's own there, which no reader of ours is handed.
 * @throws StoreError STORE_UNAVAILABLE
 */
export async function excessRights({
  url,
  credentials,
}: EventStoreDbSettings): Promise<readonly ExcessRight[]> {
  const connection = new Connection({ url })
  const isAllowed = async (use: (client: EventStoreDBClient) => Promise<unknown>) => {
    try {
      await connection.call(LIMIT, use)
      return true
    } catch (error) {
      if (isType(error, ErrorType.ACCESS_DENIED)) return false
      throw readFailure(error)
    }
  }
  try {
    if (credentials === undefined || (await isAllowed(readAnything))) {
      return ['anybody may read $all']
    }
    const probe = `probe-${randomUUID()}`
    const options = { credentials }
    const excess: ExcessRight[] = []
    const maxCount = { maxCount: 1_000_000 }
    if (await isAllowed((client) => client.setStreamMetadata(probe, maxCount, options))) {
      excess.push('the writer may write metadata')
    }
    if (await isAllowed((client) => client.deleteStream(probe, options))) {
      excess.push('the writer may delete streams')
    }
    return excess
  } finally {
    connection.close()
  }
}

async function readAnything(client: EventStoreDBClient): Promise<void> {
  const reading = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })
  reading.on('error', () => undefined)
  for await (const _ of reading) return
}
