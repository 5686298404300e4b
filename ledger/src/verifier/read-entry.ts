import type { Crypto } from '../crypto/crypto.ts'
import { entryHash } from '../entry/entry-hash.ts'
import { parseEntry, parseSignedContent, type SignedContent } from '../entry/parse-entry.ts'
import { ifReadable, LedgerError } from '../errors.ts'
import type { EntryItem } from '../source/ledger-source.ts'
import type { PlacedEntry } from './placed.ts'

/** What the untrusted bytes of an entry say by themselves; what is wrong with them is kept as `problem`. */
export function readEntry(item: EntryItem, crypto: Crypto): PlacedEntry {
  const { stream, revision, line, der } = item
  const hash = entryHash(der, crypto)
  const digest = crypto.digest('sha-256', der)
  const nowhere = { leaf: undefined, batch: undefined }
  try {
    const parsed = parseEntry(der, crypto)
    const signed = parsed
    return { stream, revision, line, hash, digest, parsed, signed, problem: undefined, ...nowhere }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const problem = error as LedgerError
    const signed = signedPart(der, crypto)
    return { stream, revision, line, hash, digest, parsed: undefined, signed, problem, ...nowhere }
  }
}

/** The signature can be checked even when the envelope cannot be read. */
function signedPart(der: Uint8Array, crypto: Crypto): SignedContent | undefined {
  return ifReadable(() => parseSignedContent(der, crypto))
}
