import { KEYS_STREAM } from '../../entry/genesis.ts'
import { readGenesis } from '../../trust/trust-from-genesis.ts'
import type { Trust } from '../../trust/trust.ts'
import type { Check } from '../check.ts'
import type { FindingCode } from '../finding-code.ts'
import type { Tally } from '../finding-collector.ts'
import type { LedgerState } from '../ledger-state.ts'
import { placeOf, type PlacedEntry } from '../placed.ts'

/** The first leaf opens the ledger, and it is the one that the trust file names. */
export class GenesisCheck implements Check {
  readonly name = 'genesis'
  private readonly state: LedgerState
  private readonly tally: Tally

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('genesis')
  }

  entry(entry: PlacedEntry): void {
    if (entry.stream !== KEYS_STREAM || entry.revision !== 0 || this.tally.checked > 0) return
    this.tally.checked++
    const { state } = this
    state.genesis = entry.parsed && readGenesis(entry.parsed.envelope)
    state.genesisHash = entry.hash.toHex()
    if (state.genesis === undefined || (entry.leaf ?? 0) !== 0) {
      const message = 'the first leaf is not a well-formed LedgerOpened'
      state.findings.failed('genesis', 'GENESIS_MALFORMED', { message, place: placeOf(entry) })
    }
    this.compareWithHeader(entry)
    if (state.options.trust !== null) this.compareWithTrust(entry, state.options.trust)
  }

  finish(): void {
    if (this.tally.checked > 0) return
    const { findings, options, entries } = this.state
    const message = 'there is no genesis entry'
    if (options.trust === null && entries === 0) {
      const nothing = `${message}: nothing to verify`
      findings.indeterminate('genesis', 'GENESIS_MISSING', { message: nothing })
    } else {
      findings.failed('genesis', 'GENESIS_MISSING', { message })
    }
  }

  private compareWithHeader(entry: PlacedEntry): void {
    const { headerGenesis, findings } = this.state
    const actual = entry.hash.toHex()
    if (headerGenesis === undefined || headerGenesis.hash === actual) return
    const message = 'the ledger does not begin with the genesis entry of its header'
    const place = { ...placeOf(entry), line: headerGenesis.line }
    const detail = { expected: headerGenesis.hash, actual }
    findings.failed('genesis', 'GENESIS_MISMATCH', { message, place, ...detail })
  }

  private compareWithTrust(entry: PlacedEntry, trust: Trust): void {
    const { genesis } = this.state
    const what = 'the genesis entry'
    this.same('GENESIS_MISMATCH', what, trust.genesis, entry.hash.toHex(), entry)
    if (genesis === undefined) return
    this.same('PROFILE_MISMATCH', 'the profile', trust.profile, genesis.profile, entry)
    const key = genesis.checkpointKey
    this.same('CHECKPOINT_KEY_MISMATCH', 'the checkpoint key', trust.checkpointKey, key, entry)
  }

  private same(
    code: FindingCode,
    what: string,
    expected: string,
    actual: string,
    entry: PlacedEntry,
  ): void {
    if (actual === expected) return
    const message = `${what} is not the one of the trust file`
    const place = placeOf(entry)
    this.state.findings.failed('genesis', code, { message, place, expected, actual })
  }
}
