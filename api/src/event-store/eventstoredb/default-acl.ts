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
  const reading = client.readStream('$settings', {
    credentials,
    requiresLeader: true,
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

/** Whether an untrusted default ACL lets nobody but the writer append, and administrators delete and write metadata. */
export function isClosed(acl: unknown, writer: string): boolean {
  const { $userStreamAcl } = (acl ?? {}) as { readonly $userStreamAcl?: unknown }
  const { $w, $d, $mw } = ($userStreamAcl ?? {}) as Readonly<Record<string, unknown>>
  return (
    isWithin($w, [writer, '$admins']) && isWithin($d, ['$admins']) && isWithin($mw, ['$admins'])
  )
}

/** What is not said is open to all. */
function isWithin(roles: unknown, allowed: readonly string[]): boolean {
  if (roles === undefined || roles === null) return false
  return [roles].flat().every((role) => typeof role === 'string' && allowed.includes(role))
}
