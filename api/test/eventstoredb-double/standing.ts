import type { Metadata } from '@grpc/grpc-js'
import type { AccessControl } from './access-control.js'
import type { EventLog, Logged } from './event-log.js'
import type { Faults } from './faults.js'

/** What answers a call. */
export interface Node {
  readonly log: EventLog
  readonly faults: Faults
  readonly standing: Standing
  readonly access: AccessControl
}

/** Whether this node may answer what requires the leader, and what it shows beside the log. */
export interface Standing {
  /** host:port of who leads, when it is not this node. */
  leader: string | undefined
  /** Events that this node has and that will vanish. */
  phantoms: readonly Logged[]
  /** Told of each read refused for want of a leader. */
  onRefused?: () => void
}

/** Whom a call that requires the leader must ask instead of this node. */
export function leaderInstead(asked: Metadata, { leader }: Standing): string | undefined {
  return asked.get('requires-leader')[0] === 'true' ? leader : undefined
}
