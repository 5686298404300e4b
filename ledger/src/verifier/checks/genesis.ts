import { KEYS_STREAM } from '../../entry/genesis.ts'
import { readGenesis } from '../../trust/trust-from-genesis.ts'
import type { Check } from '../check.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'

/** The first leaf opens the ledger, and it is the one that the trust file names. */
export function genesisCheck(state: LedgerState): Check {
  const { findings } = state
  const trust = state.options.trust
  const tally = findings.tally('genesis')
  function compareWithHeader(entry: PlacedEntry): void {
    const { headerGenesis } = state
    const actual = entry.hash.toHex()
    if (headerGenesis === undefined || headerGenesis.hash === actual) return
    const message = 'the ledger does not begin with the genesis entry of its header'
    const place = { ...placeOf(entry), line: headerGenesis.line }
    const detail = { expected: headerGenesis.hash, actual }
    findings.failed('genesis', 'GENESIS_MISMATCH', { message, place, ...detail })
  }
  function compareWithTrust(entry: PlacedEntry): void {
    if (trust === null) return
    const actual = entry.hash.toHex()
    const place = placeOf(entry)
    if (actual !== trust.genesis) {
      const message = 'the ledger does not begin with the genesis entry of the trust file'
      findings.failed('genesis', 'GENESIS_MISMATCH', {
        message,
        place,
        expected: trust.genesis,
        actual,
      })
    }
    const { genesis } = state
    if (genesis !== undefined && genesis.profile !== trust.profile) {
      const message = 'the profile is not the one of the trust file'
      const detail = { expected: trust.profile, actual: genesis.profile }
      findings.failed('genesis', 'PROFILE_MISMATCH', { message, place, ...detail })
    }
    if (genesis !== undefined && genesis.checkpointKey !== trust.checkpointKey) {
      const message = 'the checkpoint key is not the one of the trust file'
      const detail = { expected: trust.checkpointKey, actual: genesis.checkpointKey }
      findings.failed('genesis', 'CHECKPOINT_KEY_MISMATCH', { message, place, ...detail })
    }
  }
  return {
    name: 'genesis',
    entry(entry) {
      if (entry.stream !== KEYS_STREAM || entry.revision !== 0) return
      if (tally.checked++ > 0) return
      state.genesis = entry.parsed && readGenesis(entry.parsed.envelope)
      if (state.genesis === undefined || (entry.leaf ?? 0) !== 0) {
        const message = 'the first leaf is not a well-formed LedgerOpened'
        findings.failed('genesis', 'GENESIS_MALFORMED', { message, place: placeOf(entry) })
      }
      compareWithHeader(entry)
      compareWithTrust(entry)
    },
    finish() {
      if (tally.checked > 0) return
      const message = 'there is no genesis entry'
      if (trust === null && state.entries === 0) {
        findings.indeterminate('genesis', 'GENESIS_MISSING', {
          message: `${message}: nothing to verify`,
        })
      } else {
        findings.failed('genesis', 'GENESIS_MISSING', { message })
      }
    },
  }
}
