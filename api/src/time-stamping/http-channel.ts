import { readAtMost } from '../bytes/read-at-most.js'
import type { Timers } from '../config/timers.js'
import type { TsaChannel } from './tsa-channel.js'
import { TsaError } from './tsa-error.js'

export interface HttpChannelSettings {
  readonly name: string
  readonly url: string
  readonly policy: string | null
  /** DER. */
  readonly chain: readonly Uint8Array[]
  /** URLs. */
  readonly crls: readonly string[]
}

const MAX_REPLY = 65_536
const MAX_CRL = 262_144
/** Milliseconds for which a fetched revocation list serves further tokens. */
const CRL_AGE = 3_600_000

/** An RFC 3161 authority over HTTP (§3.4). Time-outs, size limits, no redirects. */
export class HttpChannel implements TsaChannel {
  readonly name: string
  readonly policy: string | null
  readonly chain: readonly Uint8Array[]
  private readonly settings: HttpChannelSettings
  private readonly timers: Timers
  private readonly timeout: number
  private crls: { readonly at: number; readonly lists: readonly Uint8Array[] } | undefined

  /** @param timeout milliseconds for one answer, body included */
  constructor(settings: HttpChannelSettings, timers: Timers, timeout = 10_000) {
    this.name = settings.name
    this.policy = settings.policy
    this.chain = settings.chain
    this.settings = settings
    this.timers = timers
    this.timeout = timeout
  }

  ask(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const type = 'application/timestamp-query'
    const init = {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(request),
    }
    return this.fetch(this.settings.url, init, 'application/timestamp-reply', MAX_REPLY, signal)
  }

  async revocation(signal: AbortSignal) {
    if (this.crls === undefined || Date.now() - this.crls.at > CRL_AGE) {
      const urls = this.settings.crls
      const lists = await Promise.all(
        urls.map((url) => this.fetch(url, { method: 'GET' }, undefined, MAX_CRL, signal)),
      )
      this.crls = { at: Date.now(), lists }
    }
    return { crls: this.crls.lists, ocsps: [] }
  }

  private async fetch(
    url: string,
    init: RequestInit,
    type: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const timeout = new AbortController()
    const cancel = this.timers.after(this.timeout, () => {
      timeout.abort()
    })
    try {
      const both = AbortSignal.any([signal, timeout.signal])
      const response = await fetch(url, { ...init, redirect: 'error', signal: both })
      return await this.readReply(response, type, limit)
    } catch (cause) {
      if (cause instanceof TsaError) throw cause
      const code = timeout.signal.aborted ? 'TSA_TIMED_OUT' : 'TSA_UNREACHABLE'
      throw new TsaError(code, `${this.name}: ${reason(cause)}`, { cause })
    } finally {
      cancel()
    }
  }

  private async readReply(
    response: Response,
    type: string | undefined,
    limit: number,
  ): Promise<Uint8Array> {
    const got = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
    if (!response.ok || (type !== undefined && got !== type)) {
      await response.body?.cancel()
      const what = response.ok ? `content type ${got ?? 'none'}` : `status ${response.status}`
      throw new TsaError('TSA_ANSWER_MALFORMED', `${this.name}: answered with ${what}`)
    }
    const bytes = await readAtMost((response.body ?? []) as AsyncIterable<Uint8Array>, limit)
    if (bytes === undefined) {
      throw new TsaError('TSA_ANSWER_TOO_LARGE', `${this.name}: more than ${limit} bytes`)
    }
    return bytes
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } }
  return cause?.message ?? message ?? 'no answer'
}
