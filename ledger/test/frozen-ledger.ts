import { createHash } from 'node:crypto'
import { fileSigner } from '../node/index.ts'
import { entryHash } from '../src/entry/entry-hash.ts'
import { parseEntry } from '../src/entry/parse-entry.ts'
import { readGenesis } from '../src/trust/trust-from-genesis.ts'
import { exportSource } from '../src/source/export-reader.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import type { BatchRecord, StampRecord } from '../src/records/records.ts'
import type { Signer } from '../src/signature/signer.ts'
import type { ForgedLedger } from './rewrite.ts'
import { crypto } from './test-world.ts'

/** What an export that was made once holds. */
export async function frozenLedger(bytes: Uint8Array): Promise<ForgedLedger> {
  const items = await itemsOf(bytes)
  return {
    items,
    entries: items.flatMap((item) => {
      if (item.kind !== 'entry') return []
      const { stream, revision, der } = item
      const { envelope } = parseEntry(der, crypto)
      return [{ stream, revision, der, envelope, hash: entryHash(der, crypto).toHex() }]
    }),
    batches: recordsOf<BatchRecord>(items, 'batch'),
    stamps: recordsOf<StampRecord>(items, 'stamp'),
  }
}

/** The first seal key, with the very certificate that the genesis names. */
export function frozenSeal({ entries }: ForgedLedger, privateKeyPem: string): Signer {
  const { sealCertificate } = readGenesis(entries[0]!.envelope)!
  const certificate = Uint8Array.fromBase64(sealCertificate, { alphabet: 'base64url' })
  return fileSigner({ privateKeyPem, certificate })
}

async function itemsOf(bytes: Uint8Array): Promise<readonly LedgerItem[]> {
  const items: LedgerItem[] = []
  const source = exportSource(
    (async function* () {
      yield bytes
    })(),
    createHash('sha256'),
  )
  for await (const some of source.items()) items.push(...some)
  return items.filter(({ kind }) => kind !== 'header' && kind !== 'trailer')
}

function recordsOf<T>(items: readonly LedgerItem[], kind: 'batch' | 'stamp') {
  return items.flatMap((item) => {
    if (item.kind !== kind) return []
    return [{ bytes: item.bytes, record: JSON.parse(new TextDecoder().decode(item.bytes)) as T }]
  })
}
