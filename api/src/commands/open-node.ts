import { readSettings } from '../config/settings.js'
import { openLedgerNode, type LedgerNode, type LedgerNodeOptions } from '../ledger-node.js'
import { TokenClock } from '../time-stamping/token-clock.js'

/**
 * Opens a ledger for recording, as the environment says; unless told otherwise one that is there.
 * @throws SettingsError, FolderError, StoreError, PersonalDataError
 */
export function openNodeAt(
  data: string,
  options: Pick<LedgerNodeOptions, 'mayFound' | 'onFailure'> = { mayFound: false },
): Promise<LedgerNode> {
  const { profile, keyPassphrase, eventStoreDb, postgres } = readSettings(process.env)
  return openLedgerNode(data, {
    clock: new TokenClock(),
    ...options,
    ...(profile !== undefined && { profile }),
    ...(keyPassphrase !== undefined && { passphrase: keyPassphrase }),
    ...(eventStoreDb !== undefined && { eventStoreDb }),
    ...(postgres !== undefined && { postgres }),
  })
}
