import { readSettings } from '../../config/settings.js'
import { openLedgerNode, type LedgerNode } from '../../ledger-node.js'
import { TokenClock } from '../../time-stamping/token-clock.js'

/** Opens a ledger for recording, as the environment says. @throws FolderError, StoreError */
export function openNodeAt(data: string): Promise<LedgerNode> {
  const { profile, keyPassphrase, eventStoreDb, postgres } = readSettings(process.env)
  return openLedgerNode(data, {
    clock: new TokenClock(),
    mayFound: false,
    ...(profile !== undefined && { profile }),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(postgres !== undefined && { postgres }),
  })
}
