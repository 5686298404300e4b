import { KEYS_STREAM } from '../../entry/genesis.ts'
import type { Check } from '../check.ts'
import { introducedTsas } from '../key-entries.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { PlacedStamp, StampedToken } from '../placed.ts'
import { TrustedTsas } from '../trusted-tsas.ts'
import { verifyStampToken } from '../verify-stamp-token.ts'

/**
 * Every token is a strict RFC 3161 token of a trusted authority over the imprint (T-09); tokens of
 * one run agree, and time never goes back from run to run (T-12).
 */
export function tokenCheck(state: LedgerState): Check {
  const { findings, crypto, options } = state
  const tally = findings.tally('token')
  const tsas = new TrustedTsas(options.trust, crypto)
  let lastNotAfter = -Infinity
  let lastNotBefore = -Infinity
  let untrusted = 0

  async function verifyAll(stamp: PlacedStamp): Promise<void> {
    const { record, place } = stamp
    for (const token of record.tokens) {
      tally.checked++
      const verdict = await verifyStampToken(token, record.imprint, tsas, crypto)
      for (const { code, message } of verdict.failures) {
        findings.failed('token', code, { message: `${token.tsa}: ${message}`, place })
      }
      for (const { code, message } of verdict.open) {
        if (code === 'TRUST_NOT_GIVEN') untrusted++
        else findings.indeterminate('token', code, { message: `${token.tsa}: ${message}`, place })
      }
      if (verdict.token !== undefined) stamp.tokens.push(verdict.token)
      if (verdict.hash !== undefined) remember(stamp, verdict.hash, verdict.token)
    }
  }

  function compareTimes({ tokens, place }: PlacedStamp): void {
    const notBefore = Math.max(...tokens.map((token) => token.notBefore))
    const notAfter = Math.min(...tokens.map((token) => token.notAfter))
    if (notBefore > notAfter) {
      const message = 'the tokens of one run exclude each other in time'
      findings.indeterminate('token', 'TOKENS_DISAGREE', { message, place })
    }
    if (notAfter < lastNotBefore) {
      const message = 'the token is from before the one that the run before it was stamped with'
      findings.indeterminate('token', 'TOKEN_TIME_WENT_BACK', { message, place })
    }
    lastNotBefore = Math.max(lastNotBefore, notBefore)
    lastNotAfter = notAfter
  }

  /** Anchors may name it; that it was found invalid has been said once, here. */
  function remember({ record }: PlacedStamp, hash: string, token: StampedToken | undefined): void {
    const head = state.lastBatch
    if (head?.batch !== record.lastBatch || head.root === undefined) return
    state.stamped.set(hash, { size: head.size, root: head.root, token })
    state.firstStampedSize ??= head.size
  }

  return {
    name: 'token',
    entry({ stream, parsed }) {
      if (stream !== KEYS_STREAM || parsed === undefined) return
      for (const tsa of introducedTsas(parsed.envelope)) tsas.add(tsa)
    },
    async stamp(stamp) {
      await verifyAll(stamp)
      if (stamp.tokens.length === 0) return
      compareTimes(stamp)
      const head = state.lastBatch
      if (head?.batch === stamp.record.lastBatch)
        state.lastStamped = { ...head, notAfter: lastNotAfter }
    },
    finish() {
      if (untrusted === 0) return
      const message = `${untrusted} tokens lead to no trusted root: no trust file was given`
      findings.indeterminate('token', 'TRUST_NOT_GIVEN', { message })
    },
  }
}
