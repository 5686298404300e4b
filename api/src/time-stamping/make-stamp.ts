import { STAMP_VERSION, type StampToken } from '@contremarque/ledger'
import type { WaitingBatch } from './stamp-run.js'
import type { UnlinkedStamp } from './stamping-stream.js'

/** Characters of tokens with all that stands beside them: a stamping record fits a line of an export. */
const ROOM = 1_000_000

/** The record of a run, without its place in the stream. @param at our clock, milliseconds since 1970 */
export function makeStamp(
  run: readonly WaitingBatch[],
  imprint: Uint8Array,
  tokens: readonly StampToken[],
  at: number,
): UnlinkedStamp {
  return {
    v: STAMP_VERSION,
    firstBatch: run[0]!.record.batch,
    lastBatch: run.at(-1)!.record.batch,
    imprint: imprint.toHex(),
    tokens: fitting(tokens),
    stampedAt: new Date(at).toISOString(),
  }
}

/** Where there is no room for all, the longest revocation data is left to a later record. */
function fitting(tokens: readonly StampToken[]): readonly StampToken[] {
  const longest = tokens.toSorted((a, b) => dataLength(b) - dataLength(a))
  const bare = new Set<StampToken>()
  const length = () =>
    tokens.reduce(
      (sum, token) => sum + lengthOf(token) - (bare.has(token) ? dataLength(token) : 0),
      0,
    )
  for (const token of longest) if (length() > ROOM) bare.add(token)
  return tokens.map((token) => (bare.has(token) ? { ...token, crls: [], ocsps: [] } : token))
}

function lengthOf({ token, chain, ...data }: StampToken): number {
  return token.length + joined(chain) + dataLength(data)
}

function dataLength({ crls, ocsps }: Pick<StampToken, 'crls' | 'ocsps'>): number {
  return joined(crls) + joined(ocsps)
}

function joined(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
