import { object, oneOf } from '../shape/shape.ts'

/** Names of the algorithms, fixed for the life of a ledger (FORMATS §1). */
export interface Algorithms {
  readonly leaf: 'sha-256'
  readonly entry: 'ecdsa-p256-sha256'
  readonly note: 'ed25519'
  readonly evidence: 'sha-256'
}

/** The only set there is; a change of algorithm is a new ledger. */
export const ALGORITHMS: Algorithms = {
  leaf: 'sha-256',
  entry: 'ecdsa-p256-sha256',
  note: 'ed25519',
  evidence: 'sha-256',
}

export const algorithms = object({
  leaf: oneOf('sha-256'),
  entry: oneOf('ecdsa-p256-sha256'),
  note: oneOf('ed25519'),
  evidence: oneOf('sha-256'),
})
