import { status, type Metadata, type ServiceError } from '@grpc/grpc-js'
import type { EventLog } from './event-log.js'
import { accessDenied, grpcError } from './grpc-error.js'

/** As rights are named in an ACL: append, read, delete, read and write metadata. */
export type Right = '$w' | '$r' | '$d' | '$mr' | '$mw'

const ADMINISTRATOR = 'admin'
const ADMINISTRATORS = '$admins'
/** Streams to which a server gives rights of their own as it is founded. */
const FOUNDED: Readonly<Record<string, unknown>> = { $scavenges: { $r: '$ops' } }

/**
 * Users, and what they may: a stream's own ACL, then the default of `$settings`, then that of a server as
 * it is founded, role by role. Administrators may all.
 */
export class AccessControl {
  /** Passwords by name. Without any there is no access control. */
  readonly users = new Map<string, string>()
  /** Names by which a user is given rights beside his own, by user. */
  readonly groups = new Map<string, readonly string[]>()

  constructor(private readonly log: EventLog) {}

  /** As a server is founded. */
  enable(): void {
    this.users.set(ADMINISTRATOR, 'changeit')
    this.groups.set(ADMINISTRATOR, [ADMINISTRATORS])
  }

  isPassword(username: string, password: string): boolean {
    return this.users.get(username) === password
  }

  /** Why who asks may not do that to a stream; rights on `$$stream` are those on its metadata. */
  refusal(asked: Metadata, right: Right, stream: string): ServiceError | undefined {
    if (this.users.size === 0) return undefined
    const shown = asked.get('authorization')[0]
    const [username, password] = basicCredentials(typeof shown === 'string' ? shown : '')
    if (shown !== undefined && !this.isPassword(username, password)) {
      return grpcError(status.UNAUTHENTICATED, 'Access Denied')
    }
    const names = [username, ...this.groupsOf(username)]
    if (names.includes(ADMINISTRATORS)) return undefined
    const isMetadata = stream.startsWith('$$')
    const roles = isMetadata
      ? this.rolesOf(right === '$w' ? '$mw' : '$mr', stream.slice(2))
      : this.rolesOf(right, stream)
    const isAllowed = roles.some((role) => role === '$all' || names.includes(String(role)))
    return isAllowed ? undefined : accessDenied()
  }

  groupsOf(username: string): readonly string[] {
    return this.groups.get(username) ?? []
  }

  private rolesOf(right: Right, stream: string): readonly unknown[] {
    const isSystem = stream.startsWith('$')
    const [settings] = this.log.last('$settings')
    const acls = (settings ?? {}) as Readonly<Record<string, unknown>>
    const byDefault = acls[isSystem ? '$systemStreamAcl' : '$userStreamAcl']
    const own = this.log.metadata(stream)['$acl'] ?? FOUNDED[stream]
    return [roleIn(own, right) ?? roleIn(byDefault, right) ?? (isSystem ? [] : '$all')].flat()
  }
}

function roleIn(acl: unknown, right: Right): unknown {
  return (acl as Readonly<Record<string, unknown>> | undefined)?.[right]
}

/** Name and password of a header of the Basic scheme (RFC 7617), empty where it holds none. */
export function basicCredentials(header: string): [username: string, password: string] {
  const shown = Buffer.from(header.replace('Basic ', ''), 'base64').toString()
  const [username = '', password = ''] = shown.split(':')
  return [username, password]
}
