import type { BlockList } from 'node:net'
import { THIS_MACHINE } from './address-connections.js'

/** How long and how much of a connection is waited for; milliseconds. */
export interface ConnectionLimits {
  /** For the handshake of TLS. */
  readonly handshake: number
  /** For the head of a request. */
  readonly head: number
  /** For a body that is no form; of a form `pace` has to come each time. */
  readonly body: number
  /** Bytes. */
  readonly pace: number
  /** For a whole request: a large document over a slow line. */
  readonly request: number
  /** Of silence; longer than any `Prefer: wait` and than the live feed's beat. */
  readonly silence: number
  /** How often head and request are looked at. */
  readonly check: number
  /** Connections at a time on each port. */
  readonly connections: number
  /** Addresses of which connections are not counted one by one. */
  readonly uncounted: BlockList
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  handshake: 10_000,
  head: 15_000,
  body: 30_000,
  // 16 KiB a second.
  pace: 491_520,
  request: 1_800_000,
  silence: 75_000,
  check: 5_000,
  connections: 10_000,
  uncounted: THIS_MACHINE,
}
