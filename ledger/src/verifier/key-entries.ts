import type { Envelope } from '../entry/envelope.ts'
import { eventDataProblem, findEventType } from '../entry/event-types.ts'
import {
  KEYS_STREAM,
  type LedgerOpened,
  type LedgerTsa,
  type SealKeyAdded,
} from '../entry/genesis.ts'

/** The certificate, in base64url, that a well-formed `SealKeyAdded` adds; else undefined. */
export function addedCertificate(envelope: Envelope): string | undefined {
  if (envelope.type !== 'SealKeyAdded' || !isKeyEntry(envelope)) return undefined
  return (envelope.data as unknown as SealKeyAdded).certificate
}

/** The time-stamping authorities that a well-formed entry of `platform-keys` introduces. */
export function introducedTsas(envelope: Envelope): readonly LedgerTsa[] {
  if (!isKeyEntry(envelope)) return []
  const data: unknown = envelope.data
  if (envelope.type === 'TsaAdded') return [data as LedgerTsa]
  return envelope.type === 'LedgerOpened' ? (data as LedgerOpened).tsas : []
}

function isKeyEntry({ stream, type, typeVersion, data }: Envelope): boolean {
  const eventType = findEventType(type, typeVersion)
  return (
    stream === KEYS_STREAM && eventType !== undefined && eventDataProblem(eventType, data) === null
  )
}
