import { toBase64 } from '../bytes/base64.ts'
import type { Envelope } from '../entry/envelope.ts'
import { eventDataProblem, findEventType } from '../entry/event-types.ts'
import { KEYS_STREAM, type LedgerOpened } from '../entry/genesis.ts'
import { LedgerError } from '../errors.ts'
import { TRUST_VERSION, type Trust } from './trust.ts'

export interface GenesisAnchors {
  /** Entry hash of the genesis, hexadecimal. */
  readonly hash: string
  readonly envelope: Envelope
  /** DER, from the operator's own configuration, not from the ledger. */
  readonly sealRoots: readonly Uint8Array[]
  readonly tsaRoots: readonly Uint8Array[]
  /** Milliseconds. */
  readonly clockTolerance: number
}

/**
 * The trust file that whoever opened a ledger hands out. Only the operator may make it so: a
 * verifier that takes its anchors from the evidence verifies nothing.
 * @throws LedgerError TRUST_MALFORMED when the envelope is no genesis
 */
export function trustFromGenesis(anchors: GenesisAnchors): Trust {
  const { envelope } = anchors
  const genesis = readGenesis(envelope)
  if (genesis === undefined) throw new LedgerError('TRUST_MALFORMED', 'expected a genesis entry')
  return {
    v: TRUST_VERSION,
    origin: envelope.origin,
    profile: genesis.profile,
    genesis: anchors.hash,
    algorithms: [{ from: 0, algorithms: genesis.algorithms }],
    checkpointKey: genesis.checkpointKey,
    sealRoots: anchors.sealRoots.map(toBase64),
    tsaRoots: anchors.tsaRoots.map(toBase64),
    tsas: genesis.tsas,
    clockTolerance: anchors.clockTolerance,
  }
}

/** The data of a well-formed genesis envelope, else undefined. */
export function readGenesis(envelope: Envelope): LedgerOpened | undefined {
  const { stream, revision, type, typeVersion, data } = envelope
  const eventType = type === 'LedgerOpened' ? findEventType(type, typeVersion) : undefined
  const isGenesis = eventType !== undefined && stream === KEYS_STREAM && revision === 0
  if (!isGenesis || eventDataProblem(eventType, data) !== null) return undefined
  return data as unknown as LedgerOpened
}
