import { readAtMost } from '../bytes/read-at-most.js'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import {
  RevocationFetcher,
  type RevocationPlaces,
  type RevocationTransport,
} from './revocation-fetcher.js'
import type { RevocationData, RevocationQuestion, TsaChannel } from './tsa-channel.js'
import { TsaError } from './tsa-error.js'

export interface HttpChannelSettings extends RevocationPlaces {
  readonly name: string
  readonly url: string
  readonly policy: string | null
  /** DER. */
  readonly chain: readonly Uint8Array[]
}

export interface HttpChannelParts {
  readonly timers: Timers
  readonly clock: Clock
  /** Milliseconds for one answer, body included. */
  readonly timeout?: number
}

const MAX_REPLY = 65_536
const MAX_CRL = 262_144
const TIMEOUT = 10_000

interface MediaTypes {
  readonly asked: string
  readonly answered: string
}

const TIMESTAMP = { asked: 'application/timestamp-query', answered: 'application/timestamp-reply' }
const OCSP = { asked: 'application/ocsp-request', answered: 'application/ocsp-response' }

/** An RFC 3161 authority over HTTP (§3.4). Time-outs, size limits, no redirects. */
export class HttpChannel implements TsaChannel {
  readonly name: string
  readonly policy: string | null
  readonly chain: readonly Uint8Array[]
  private readonly settings: HttpChannelSettings
  private readonly timers: Timers
  private readonly timeout: number
  private readonly fetcher: RevocationFetcher

  constructor(
    settings: HttpChannelSettings,
    { timers, clock, timeout = TIMEOUT }: HttpChannelParts,
  ) {
    this.name = settings.name
    this.policy = settings.policy
    this.chain = settings.chain
    this.settings = settings
    this.timers = timers
    this.timeout = timeout
    this.fetcher = new RevocationFetcher(settings, this.transport(), clock)
  }

  ask(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { url } = this.settings
    return this.post(url, request, TIMESTAMP, signal)
  }

  revocation(about: RevocationQuestion, signal: AbortSignal): Promise<RevocationData> {
    return this.fetcher.fetch(about, signal)
  }

  private transport(): RevocationTransport {
    return {
      list: (url, signal) => this.fetch(url, { method: 'GET' }, undefined, MAX_CRL, signal),
      answer: (url, request, signal) => this.post(url, request, OCSP, signal),
    }
  }

  private post(
    url: string,
    body: Uint8Array,
    { asked, answered }: MediaTypes,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const headers = { 'content-type': asked }
    const init = { method: 'POST', headers, body: new Uint8Array(body) }
    return this.fetch(url, init, answered, MAX_REPLY, signal)
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
