import { hkdfSync } from 'node:crypto'

/** 32 bytes for one use, from the key that all nodes of a ledger have and nobody else. */
export function derivedKey(documentKey: Uint8Array, use: string): Uint8Array {
  const info = `contremarque/${use}/1`
  return new Uint8Array(hkdfSync('sha256', documentKey, new Uint8Array(), info, 32))
}
