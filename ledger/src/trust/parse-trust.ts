import { parseBase64 } from '../bytes/base64.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import type { JsonValue } from '../entry/envelope.ts'
import { LedgerError } from '../errors.ts'
import { algorithms } from '../records/algorithms.ts'
import {
  base64,
  code,
  count,
  hash,
  objectIdentifier,
  origin,
  verifierKey,
} from '../shape/scalars.ts'
import { list, object, oneOf, parseShape } from '../shape/shape.ts'
import { TRUST_VERSION, type Trust } from './trust.ts'

const trustShape = object({
  v: oneOf(TRUST_VERSION),
  origin,
  profile: oneOf('development', 'production'),
  genesis: hash,
  algorithms: list(object({ from: count, algorithms }), 1, 16),
  checkpointKey: verifierKey,
  sealRoots: list(base64, 1, 32),
  tsaRoots: list(base64, 1, 32),
  tsas: list(
    object({
      name: code,
      policies: list(objectIdentifier, 1, 16),
      accuracy: count,
      certificates: list(hash, 1, 64),
    }),
    1,
    32,
  ),
  clockTolerance: count,
})

/**
 * Parses a trust file. Its layout is free, as people keep and compare it; its members are closed.
 * @throws LedgerError TRUST_MALFORMED
 */
export function parseTrust(bytes: Uint8Array): Trust {
  const trust = parseShape(trustShape, parseJson(bytes), 'TRUST_MALFORMED')
  try {
    for (const root of [...trust.sealRoots, ...trust.tsaRoots]) parseBase64(root)
  } catch (cause) {
    throw new LedgerError('TRUST_MALFORMED', 'roots: expected DER in base64', { cause })
  }
  if (
    trust.algorithms.some(({ from }, i) =>
      i === 0 ? from !== 0 : from <= trust.algorithms[i - 1]!.from,
    )
  ) {
    throw new LedgerError('TRUST_MALFORMED', 'algorithms: expected rising leaf indexes from 0')
  }
  return trust
}

function parseJson(bytes: Uint8Array): JsonValue {
  try {
    return JSON.parse(decodeUtf8(bytes)) as JsonValue
  } catch (cause) {
    throw new LedgerError('TRUST_MALFORMED', 'expected JSON in UTF-8', { cause })
  }
}
