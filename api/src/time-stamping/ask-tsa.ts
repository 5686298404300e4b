import {
  buildTimestampRequest,
  LedgerError,
  parseBase64,
  parseTimestampResponse,
  parseToken,
  timestampNonce,
  toBase64,
  TokenVerifier,
  type Crypto,
  type StampToken,
  type Trust,
} from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { TsaChannel } from './tsa-channel.js'
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
}

export interface TsaAskerParts {
  readonly crypto: Crypto
  readonly clock: Clock
  readonly trust: Trust
  readonly randomBytes: (length: number) => Uint8Array
}

const NONCE_BYTES = 16
/** How far an authority's clock may be ahead of ours before its token is refused, milliseconds. */
const AHEAD = 60_000

/** Asks one authority, and believes nothing it says before it is verified as a stranger would. */
export class TsaAsker {
  readonly channel: TsaChannel
  private readonly parts: TsaAskerParts
  private readonly verifier: TokenVerifier
  private readonly policies: readonly string[]

  /** @throws TsaError TSA_TOKEN_INVALID when the trust file does not name the authority */
  constructor(channel: TsaChannel, parts: TsaAskerParts) {
    const { crypto, trust } = parts
    const trusted = trust.tsas.find(({ name }) => name === channel.name)
    if (trusted === undefined) {
      throw new TsaError('TSA_TOKEN_INVALID', `the trust file names no authority ${channel.name}`)
    }
    this.channel = channel
    this.parts = parts
    this.policies = trusted.policies
    const roots = trust.tsaRoots.map((root) => parseBase64(root))
    const { certificates, accuracy } = trusted
    this.verifier = new TokenVerifier({ roots, certificates, accuracy }, crypto)
  }

  /** @throws TsaError */
  async ask(imprint: Uint8Array, signal: AbortSignal): Promise<VerifiedToken> {
    const { channel, parts } = this
    const { clock } = parts
    const nonce = timestampNonce(parts.randomBytes(NONCE_BYTES))
    const policy = channel.policy === null ? {} : { policy: channel.policy }
    const request = buildTimestampRequest({ imprint, nonce, ...policy })
    const sentAt = clock.now()
    const token = this.tokenOf(await channel.ask(request, signal))
    const receivedAt = clock.now()
    const { crls, ocsps } = await channel.revocation(signal)
    const result = await this.verifier.verify({
      token,
      imprint,
      nonce: nonce.toHex(),
      policies: channel.policy === null ? this.policies : [channel.policy],
      at: receivedAt + AHEAD,
      chain: channel.chain,
      crls,
      ocsps,
    })
    if (!result.ok) {
      const codes = result.problems.map(({ code }) => code).join(' ')
      const message = `${channel.name}: ${result.problems.map((one) => one.message).join('; ')}`
      throw new TsaError('TSA_TOKEN_INVALID', message, { details: { codes } })
    }
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
    return { stamped, genTime, hasFraction, sentAt, receivedAt }
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
