import { BACKWARDS, END, ErrorType, type EventStoreDBClient } from '@eventstore/db-client'
import { isType } from './call-error.js'
import type { Credentials } from './settings.js'

/** Who may do what to any ordinary stream, in the shape that was tried on a real server. */
export function aclFor(writer: string) {
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

/** What the server was told last; undefined when it was told nothing. */
export async function readDefaultAcl(
  client: EventStoreDBClient,
  credentials: Credentials,
): Promise<unknown> {
  try {
    return await readLast(client, '$settings', credentials)
  } catch (error) {
    if (!isType(error, ErrorType.STREAM_NOT_FOUND)) throw error
  }
  return undefined
}

/** The untrusted data of the last event of a stream, as the leader has it. @throws what the client throws */
export async function readLast(
  client: EventStoreDBClient,
  stream: string,
  credentials: Credentials,
): Promise<unknown> {
  const reading = client.readStream(stream, {
    credentials,
    requiresLeader: true,
    direction: BACKWARDS,
    fromRevision: END,
    maxCount: 1,
  })
  reading.on('error', () => undefined)
  for await (const { event } of reading) return event?.data
  return undefined
}

/**
 * Whether an untrusted default ACL lets nobody but the writer append, and administrators alone delete, write
 * metadata and write to the server's own streams, where the ACL itself stands.
 */
export function isClosed(acl: unknown, writer: string): boolean {
  const { $userStreamAcl, $systemStreamAcl } = (acl ?? {}) as Readonly<Record<string, unknown>>
  const { $w, $d, $mw } = ($userStreamAcl ?? {}) as Roles
  // What is not said of ordinary streams is open to all.
  const isSaid = [$w, $d, $mw].every((roles) => roles !== undefined && roles !== null)
  return (
    isSaid &&
    givesNothing($userStreamAcl, [writer, ...ADMINISTRATORS]) &&
    givesNothing($systemStreamAcl, ADMINISTRATORS)
  )
}

/** Whether the untrusted rights of one stream, which go before the default, give anybody else any but to read. */
export function isOpened(stream: string, acl: unknown, writer: string): boolean {
  return !givesNothing(acl, stream.startsWith('$') ? ADMINISTRATORS : [writer, ...ADMINISTRATORS])
}

type Roles = Readonly<Record<string, unknown>>

const ADMINISTRATORS = ['$admins']

/** Whether what is said lets only these append, and only administrators delete and write metadata. */
function givesNothing(acl: unknown, writers: readonly string[]): boolean {
  const { $w, $d, $mw } = (acl ?? {}) as Roles
  return isWithin($w, writers) && isWithin($d, ADMINISTRATORS) && isWithin($mw, ADMINISTRATORS)
}

function isWithin(roles: unknown, allowed: readonly string[]): boolean {
  if (roles === undefined || roles === null) return true
  return [roles].flat().every((role) => typeof role === 'string' && allowed.includes(role))
}
