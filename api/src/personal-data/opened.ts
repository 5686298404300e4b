import { commitmentDigest, LedgerError, type JsonValue } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { Opening } from './opening.js'
import type { OpeningPlace } from './unseal.js'

const crypto = nodeCrypto()

/**
 * The opening that a sealed value holds, `[salt, value]` in JSON; undefined when it is not what the entry
 * commits to (FORMATS §3): whoever has the ledger's key can seal another.
 */
export function openedFrom(
  plain: Uint8Array,
  { stream, revision, field, digest }: OpeningPlace,
  person: string,
  origin: string,
): Opening | undefined {
  try {
    const [salt, value] = JSON.parse(Buffer.from(plain).toString()) as [string, JsonValue]
    const opening = { stream, revision, field, digest, salt, value, person }
    return commitmentDigest({ ...opening, origin }, crypto) === digest ? opening : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof LedgerError) return undefined
    throw error
  }
}
