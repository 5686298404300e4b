import { readSettings } from '../config/settings.js'
import {
  namedInSettings,
  openLedgerNode,
  type LedgerNode,
  type LedgerNodeOptions,
} from '../ledger-node.js'
import { TokenClock } from '../time-stamping/token-clock.js'

/**
 * Opens a ledger for recording, as the environment says; unless told otherwise one that is there.
 * @throws SettingsError, FolderError, StoreError, PersonalDataError
 */
export function openNodeAt(
  data: string,
  options: Pick<LedgerNodeOptions, 'mayFound' | 'onFailure'> = { mayFound: false },
): Promise<LedgerNode> {
  return openLedgerNode(data, {
    clock: new TokenClock(),
    ...options,
    ...namedInSettings(readSettings(process.env)),
  })
}
