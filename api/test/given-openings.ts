import { commitmentDigest } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { Opening } from '../src/personal-data/opening.js'

export const ORIGIN = 'registre.invalid/contract/00000000000000000000000000000000'
export const STREAM = 'expertise-00000000-0000-8000-8000-000000000001'
export const DOCUMENT_KEY = new Uint8Array(32).fill(7)

const crypto = nodeCrypto()

/** An opening of what an entry commits to. */
export function opening(
  revision: number,
  field: string,
  person: string,
  value: string,
  { stream = STREAM, origin = ORIGIN } = {},
): Opening {
  const committed = { stream, revision, field, salt: 'A'.repeat(43), value }
  return { ...committed, digest: commitmentDigest({ origin, ...committed }, crypto), person }
}
