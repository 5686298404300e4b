import {
  buildTimestampRequest,
  equalBytes,
  ifReadable,
  LedgerError,
  parseCertificate,
  parseBase64,
  parseHex,
  parseTimestampResponse,
  parseToken,
  timestampNonce,
  toBase64,
  TokenVerifier,
  type Certificate,
  type Crypto,
  type StampToken,
  type TokenEvidence,
  type TokenResult,
  type Trust,
} from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { RevocationData, TsaChannel } from './tsa-channel.js'
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
  readonly crypto: Crypto
  readonly clock: Clock
  readonly trust: Trust
  readonly randomBytes: (length: number) => Uint8Array
}

type Valid = Extract<TokenResult, { readonly ok: true }>
type Unproved = Omit<TokenEvidence, 'crls' | 'ocsps'>

const NONCE_BYTES = 16
/** How far an authority's clock may be ahead of ours before its token is refused, milliseconds. */
const AHEAD = 60_000

/** Asks one authority, and believes nothing it says before it is verified as a stranger would. */
export class TsaAsker {
  readonly channel: TsaChannel
  private readonly parts: TsaAskerParts
  private readonly verifier: TokenVerifier
  private readonly policies: readonly string[]
  private readonly roots: readonly Uint8Array[]

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
    this.roots = trust.tsaRoots.map((root) => parseBase64(root))
    const { certificates, accuracy } = trusted
    const { roots } = this
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
    const evidence = {
      token,
      imprint,
      nonce: nonce.toHex(),
      policies: channel.policy === null ? this.policies : [channel.policy],
      at: receivedAt + AHEAD,
      chain: channel.chain,
    }
    const { crls, ocsps, unproved } = await this.prove(evidence, signal)
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
  private async prove(evidence: Unproved, signal: AbortSignal) {
    const valid = await this.valid({ ...evidence, crls: [], ocsps: [] })
    const { problem, ...data } = await this.fetchRevocation(valid, evidence, signal)
    const { revocation } = await this.valid({ ...evidence, ...data })
    const isProved = revocation === 'good'
    return {
      ...data,
      unproved: isProved ? null : (problem ?? 'what was fetched does not cover it'),
    }
  }

  /** What the revocation data that came with a recorded token says of it, or this data alone. */
  async judge(
    stamped: StampToken,
    imprint: string,
    data?: Pick<RevocationData, 'crls' | 'ocsps'>,
  ): Promise<'good' | 'unknown' | 'refused'> {
    const { crls, ocsps, ...evidence } = recorded(stamped, imprint)
    const given = data === undefined ? { crls, ocsps } : { crls: data.crls, ocsps: data.ocsps }
    const result = await this.verifier.verify({ ...evidence, ...given })
    return result.ok ? result.revocation : 'refused'
  }

  /** Asks again for what a recorded token lacks. @throws TsaError TSA_TOKEN_INVALID */
  async fetchLater(
    stamped: StampToken,
    imprint: string,
    signal: AbortSignal,
  ): Promise<RevocationData> {
    const evidence = recorded(stamped, imprint)
    return this.fetchRevocation(await this.valid(evidence), evidence, signal)
  }

  private async fetchRevocation(
    { certificate, genTime: at }: Valid,
    { token, chain }: Unproved,
    signal: AbortSignal,
  ): Promise<RevocationData> {
    const isIssuer = ({ subject }: Certificate) => equalBytes(subject, certificate.issuer)
    const above = [...parseToken(token).certificates, ...chain, ...this.roots]
    const parsed = above.flatMap((der) => ifReadable(() => parseCertificate(der)) ?? [])
    try {
      const issuer = parsed.find(isIssuer)
      return await this.channel.revocation({ certificate, issuer, at }, signal)
    } catch (error) {
      return { crls: [], ocsps: [], problem: String((error as Partial<Error>).message ?? error) }
    }
  }

  private async valid(evidence: TokenEvidence): Promise<Valid> {
    const result = await this.verifier.verify(evidence)
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
function recorded({ nonce, policy, ...stamped }: StampToken, imprint: string): TokenEvidence {
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
