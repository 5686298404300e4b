import { KEYS_STREAM } from '../../entry/genesis.ts'
import type { Check } from '../check.ts'
import type { Tally } from '../finding-collector.ts'
import { introducedTsas } from '../key-entries.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedEntry, PlacedRevocation, PlacedStamp, StampedToken } from '../placed.ts'
import { provedTogether } from '../proved-together.ts'
import { TrustedTsas } from '../trusted-tsas.ts'
import { UnprovedTokens } from '../unproved-tokens.ts'
import { revocationUnknown, verifyStampToken } from '../verify-stamp-token.ts'

/**
 * Every token is a strict RFC 3161 token of a trusted authority over the imprint (T-09); tokens of
 * one run agree, and time never goes back from run to run (T-12).
 */
export class TokenCheck implements Check {
  readonly name = 'token'
  private readonly state: LedgerState
  private readonly tally: Tally
  private readonly tsas: TrustedTsas
  private readonly unproved = new UnprovedTokens()
  private lastNotBefore = -Infinity
  private untrusted = 0

  constructor(state: LedgerState) {
    this.state = state
    this.tally = state.findings.tally('token')
    this.tsas = new TrustedTsas(state.options.trust, state.crypto)
  }

  entry({ stream, parsed }: PlacedEntry): void {
    if (stream !== KEYS_STREAM || parsed === undefined) return
    for (const tsa of introducedTsas(parsed.envelope)) this.tsas.add(tsa)
  }

  async stamp(stamp: PlacedStamp): Promise<void> {
    await this.verifyAll(stamp)
    if (stamp.tokens.length === 0) return
    const notAfter = this.compareTimes(stamp)
    const head = this.state.lastBatch
    if (head?.batch === stamp.record.lastBatch) this.state.lastStamped = { ...head, notAfter }
  }

  async revocation({ record }: PlacedRevocation): Promise<void> {
    const message = `${record.tsa}: revoked before genTime, or for its key, as data fetched later says`
    for (const place of await this.unproved.settle(record)) {
      this.state.findings.failed('token', 'TOKEN_CERTIFICATE_REVOKED', { message, place })
    }
  }

  finish(): void {
    const { code, message: want } = revocationUnknown
    for (const { tsa, place } of this.unproved.left()) {
      this.state.findings.indeterminate('token', code, { message: `${tsa}: ${want}`, place })
    }
    if (this.untrusted === 0) return
    const message = `${this.untrusted} tokens lead to no trusted root: no trust file was given`
    this.state.findings.indeterminate('token', 'TRUST_NOT_GIVEN', { message })
  }

  private async verifyAll(stamp: PlacedStamp): Promise<void> {
    const { findings, crypto } = this.state
    const { record, place } = stamp
    for (const token of record.tokens) {
      this.tally.checked++
      const verdict = await verifyStampToken(token, record.imprint, this.tsas, crypto)
      if (verdict.isDevelopment === true && this.state.genesis?.profile === 'production') {
        const message = `${token.tsa}: a development certificate in a production ledger`
        findings.failed('token', 'DEVELOPMENT_CERTIFICATE', { message, place })
      }
      for (const { code, message } of verdict.failures) {
        findings.failed('token', code, { message: `${token.tsa}: ${message}`, place })
      }
      for (const { code, message } of verdict.open) {
        if (code === 'TRUST_NOT_GIVEN') this.untrusted++
        // Later records may hold the data.
        else if (code !== revocationUnknown.code)
          findings.indeterminate('token', code, { message: `${token.tsa}: ${message}`, place })
      }
      if (verdict.unproved !== undefined) {
        this.unproved.add(token.tsa, verdict.unproved, place, verdict.token?.genTime ?? 0)
      }
      if (verdict.token !== undefined) stamp.tokens.push(verdict.token)
      if (verdict.hash !== undefined) this.remember(stamp, verdict.hash, verdict.token)
    }
  }

  /** Anchors may name it; that it was found invalid has been said once, here. */
  private remember({ record }: PlacedStamp, hash: string, token: StampedToken | undefined): void {
    const { state } = this
    const head = state.lastBatch
    if (head?.batch !== record.lastBatch || head.root === undefined) return
    const { size, root } = head
    state.stamped.add({ token: hash, root, size }, token?.notBefore)
  }

  /** Returns the end of what the tokens prove together. */
  private compareTimes({ tokens, place }: PlacedStamp): number {
    const { findings } = this.state
    const { notBefore, notAfter } = provedTogether(tokens)
    if (notBefore > notAfter) {
      const message = 'the tokens of one run exclude each other in time'
      findings.indeterminate('token', 'TOKENS_DISAGREE', { message, place })
    }
    if (notAfter < this.lastNotBefore) {
      const message = 'the token is from before the one that the run before it was stamped with'
      findings.indeterminate('token', 'TOKEN_TIME_WENT_BACK', { message, place })
    }
    this.lastNotBefore = Math.max(this.lastNotBefore, notBefore)
    return notAfter
  }
}
