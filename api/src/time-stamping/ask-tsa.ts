import {
  buildTimestampRequest,
  LedgerError,
  parseBase64,
  parseHex,
  parseTimestampResponse,
  parseToken,
  timestampNonce,
  toBase64,
  type StampRecord,
  type StampToken,
  type TokenEvidence,
  type TokenResult,
  type TokenVerifier,
  type TrustedAuthority,
} from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { RevocationData, TsaChannel } from './tsa-channel.js'
import type { TrustedAuthorities } from './trusted-authorities.js'
import { TsaError } from './tsa-error.js'

/** A token that stood up to verification. */
export interface VerifiedToken {
  readonly stamped: StampToken
  /** Milliseconds since 1970. */
  readonly genTime: number
  readonly hasFraction: boolean
  /** Our clock before the question and after the answer. */
  readonly sentAt: number
  readonly receivedAt: number
  /** Why nothing says yet that its certificate was not revoked; null when that is shown. */
  readonly unproved: string | null
}

export interface TsaAskerParts {
  readonly clock: Clock
  readonly authorities: TrustedAuthorities
  readonly randomBytes: (length: number) => Uint8Array
}

type Valid = Extract<TokenResult, { readonly ok: true }>
type Unproved = Omit<TokenEvidence, 'crls' | 'ocsps'>

const NONCE_BYTES = 16
/** How far an authority's clock may be ahead of ours before its token is refused, milliseconds. */
const AHEAD = 60_000

/** A run of batches: what its token is to be over, and where it ends. */
export interface AskedRun {
  readonly imprint: Uint8Array
  readonly lastBatch: number
}

type RecordedRun = Pick<StampRecord, 'imprint' | 'lastBatch'>

/** Asks one authority, and believes nothing it says before it is verified as a stranger would. */
export class TsaAsker {
  readonly channel: TsaChannel
  private readonly parts: TsaAskerParts

  constructor(channel: TsaChannel, parts: TsaAskerParts) {
    this.channel = channel
    this.parts = parts
  }

  /** @throws TsaError */
  async ask({ imprint, lastBatch }: AskedRun, signal: AbortSignal): Promise<VerifiedToken> {
    const { channel, parts } = this
    const { clock } = parts
    const { tsa, verifier } = this.authority(lastBatch)
    const nonce = timestampNonce(parts.randomBytes(NONCE_BYTES))
    const policy = channel.policy === null ? {} : { policy: channel.policy }
    const request = buildTimestampRequest({ imprint, nonce, ...policy })
    const sentAt = clock.now()
    const token = this.tokenOf(await channel.ask(request, signal))
    const receivedAt = clock.now()
    const evidence = {
      token,
      imprint,
      nonce: nonce.toHex(),
      policies: tsa.policies.filter((one) => channel.policy === null || one === channel.policy),
      at: receivedAt + AHEAD,
      chain: channel.chain,
    }
    const { crls, ocsps, unproved } = await this.prove(evidence, verifier, signal)
    const { tstInfo } = parseToken(token)
    const stamped: StampToken = {
      tsa: channel.name,
      nonce: nonce.toHex(),
      policy: tstInfo.policy,
      token: toBase64(token),
      chain: channel.chain.map(toBase64),
      crls: crls.map(toBase64),
      ocsps: ocsps.map(toBase64),
    }
    const { genTime, hasFraction } = tstInfo
    return { stamped, genTime, hasFraction, sentAt, receivedAt, unproved }
  }

  /**
   * Verifies the token, then asks for revocation data: one that lacks it is kept, since it can come
   * later and the token cannot. One that is shown to be revoked is not.
   */
  private async prove(evidence: Unproved, verifier: TokenVerifier, signal: AbortSignal) {
    const valid = await this.valid({ ...evidence, crls: [], ocsps: [] }, verifier)
    const { problem, ...data } = await this.fetchRevocation(valid, signal)
    const { revocation } = await this.valid({ ...evidence, ...data }, verifier)
    const isProved = revocation === 'good'
    return {
      ...data,
      unproved: isProved ? null : (problem ?? 'what was fetched does not cover it'),
    }
  }

  /** What the revocation data that came with a recorded token says of it, or this data alone. */
  async judge(
    stamped: StampToken,
    run: RecordedRun,
    data?: Pick<RevocationData, 'crls' | 'ocsps'>,
  ): Promise<'good' | 'unknown' | 'refused'> {
    const { crls, ocsps, ...evidence } = recorded(stamped, run)
    const given = data === undefined ? { crls, ocsps } : { crls: data.crls, ocsps: data.ocsps }
    const known = this.parts.authorities.find(this.channel.name, run.lastBatch)
    const result = await known?.verifier.verify({ ...evidence, ...given })
    return result?.ok === true ? result.revocation : 'refused'
  }

  /** Asks again for what a recorded token lacks. @throws TsaError TSA_TOKEN_INVALID */
  async fetchLater(
    stamped: StampToken,
    run: RecordedRun,
    signal: AbortSignal,
  ): Promise<RevocationData> {
    const { verifier } = this.authority(run.lastBatch)
    return this.fetchRevocation(await this.valid(recorded(stamped, run), verifier), signal)
  }

  private async fetchRevocation(
    { certificate, path: [, issuer], genTime: at }: Valid,
    signal: AbortSignal,
  ): Promise<RevocationData> {
    try {
      return await this.channel.revocation({ certificate, issuer, at }, signal)
    } catch (error) {
      return { crls: [], ocsps: [], problem: String((error as Partial<Error>).message ?? error) }
    }
  }

  /** What the ledger says of it up to that batch. @throws TsaError TSA_TOKEN_INVALID when that is nothing */
  private authority(lastBatch: number): TrustedAuthority {
    const { name } = this.channel
    const known = this.parts.authorities.find(name, lastBatch)
    if (known !== undefined) return known
    const message = `${name}: neither the trust file nor the ledger names it`
    throw new TsaError('TSA_TOKEN_INVALID', message)
  }

  private async valid(evidence: TokenEvidence, verifier: TokenVerifier): Promise<Valid> {
    const result = await verifier.verify(evidence)
    if (result.ok) return result
    const { name } = this.channel
    const codes = result.problems.map(({ code }) => code).join(' ')
    const message = `${name}: ${result.problems.map((one) => one.message).join('; ')}`
    throw new TsaError('TSA_TOKEN_INVALID', message, { details: { codes } })
  }

  private tokenOf(der: Uint8Array): Uint8Array {
    const { name } = this.channel
    try {
      const { token, status, failure, statusText } = parseTimestampResponse(der)
      if (token !== undefined) return token
      const words = [status, failure, statusText].filter((word) => word !== undefined)
      throw new TsaError('TSA_REFUSED', `${name}: ${words.join(', ')}`)
    } catch (cause) {
      if (!(cause instanceof LedgerError) || cause instanceof TsaError) throw cause
      throw new TsaError('TSA_ANSWER_MALFORMED', `${name}: ${cause.message}`, { cause })
    }
  }
}

/** A token as its record has it. */
function recorded(
  { nonce, policy, ...stamped }: StampToken,
  { imprint }: RecordedRun,
): TokenEvidence {
  return {
    token: parseBase64(stamped.token),
    imprint: parseHex(imprint),
    nonce,
    policies: [policy],
    chain: stamped.chain.map(parseBase64),
    crls: stamped.crls.map(parseBase64),
    ocsps: stamped.ocsps.map(parseBase64),
  }
}
