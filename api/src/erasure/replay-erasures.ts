import { ERASURES_STREAM, LedgerError, parseEntry, type Crypto } from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import type { OpeningStore } from '../personal-data/opening-store.js'

const PAGE = 512

/**
 * Before anything is served: what the ledger says was erased, and a restored copy of the personal-data
 * store brought back, is erased again (FORMATS §3).
 *
 * @returns how many openings had come back
 */
export async function replayErasures(
  store: Pick<EventStore, 'readStream'>,
  openings: Pick<OpeningStore, 'eraseAgain'>,
  crypto: Crypto,
): Promise<number> {
  const erased: string[] = []
  for (let from = 0; ;) {
    const page = await store.readStream(ERASURES_STREAM, from, PAGE)
    for (const { data } of page) erased.push(...commitmentsIn(data, crypto))
    if (page.length < PAGE) break
    from += page.length
  }
  return erased.length === 0 ? 0 : openings.eraseAgain(erased)
}

/** What cannot be read is the sealer's to name. */
function commitmentsIn(der: Uint8Array, crypto: Crypto): readonly string[] {
  try {
    const { type, data } = parseEntry(der, crypto).envelope
    return type === 'OpeningsErased' ? (data['commitments'] as readonly string[]) : []
  } catch (error) {
    if (error instanceof LedgerError) return []
    throw error
  }
}
