import {
  buildOcspRequest,
  ifReadable,
  parseCrl,
  parseOcspResponse,
  toHex,
} from '@contremarque/ledger'
import { BoundedMap } from '../cache/bounded-map.js'
import type { Clock } from '../config/clock.js'
import type { RevocationData, RevocationQuestion } from './tsa-channel.js'
import { TsaError } from './tsa-error.js'

/** URLs. */
export interface RevocationPlaces {
  readonly crls: readonly string[]
  /** Responder for the certificate that signs tokens; null: none is asked. */
  readonly ocsp: string | null
}

/** Where revocation data comes from: untrusted bytes. */
export interface RevocationTransport {
  /** @throws TsaError */
  list(url: string, signal: AbortSignal): Promise<Uint8Array>
  /** @throws TsaError */
  answer(url: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

interface Kept {
  /** The newest that was fetched; undefined before the first. */
  readonly fetched: Fetched | undefined
  /** When the place is asked next; before that it says what it said. */
  readonly askAt: number
  readonly problem: string | null
}

interface Fetched {
  readonly der: Uint8Array
  /** The last instant it covers. */
  readonly until: number
}

/** Milliseconds for which what was fetched serves further tokens, at most. */
const REFRESH = 3_600_000
/** Milliseconds before a place that gave nothing of use is asked again. */
const RETRY = 15_000
const MAX_KEPT = 64

const NOWHERE: RevocationData = {
  crls: [],
  ocsps: [],
  problem: 'the folder names no place to fetch it from: see contremarque tsa add',
}

/** Fetches revocation data and keeps what covers further tokens too. */
export class RevocationFetcher {
  private readonly kept = new BoundedMap<string, Kept>(MAX_KEPT)

  constructor(
    private readonly places: RevocationPlaces,
    private readonly transport: RevocationTransport,
    private readonly clock: Clock,
  ) {}

  /** All that is to be had that is of the right form; what is missing is told, never thrown. */
  async fetch(about: RevocationQuestion, signal: AbortSignal): Promise<RevocationData> {
    if (this.places.ocsp === null && this.places.crls.length === 0) return NOWHERE
    const [ocsp, ...crls] = await Promise.all([
      this.answer(about, signal),
      ...this.places.crls.map((url) => this.list(url, about.at, signal)),
    ])
    const found = [...crls, ...(ocsp === undefined ? [] : [ocsp])]
    const problems = found.flatMap(({ problem }) => problem ?? [])
    return {
      crls: crls.flatMap(({ fetched }) => fetched?.der ?? []),
      ocsps: ocsp?.fetched === undefined ? [] : [ocsp.fetched.der],
      problem: problems.length === 0 ? null : problems.join('; '),
    }
  }

  private list(url: string, at: number, signal: AbortSignal): Promise<Kept> {
    return this.get(url, at, async () => {
      const der = await this.transport.list(url, signal)
      const crl = ifReadable(() => parseCrl(der))
      if (crl === undefined) throw malformed(`${url}: no revocation list`)
      return { der, until: crl.nextUpdate ?? crl.thisUpdate }
    })
  }

  private async answer(about: RevocationQuestion, signal: AbortSignal): Promise<Kept | undefined> {
    const { certificate, issuer, at } = about
    const { ocsp } = this.places
    if (ocsp === null) return undefined
    if (issuer === undefined) {
      return { fetched: undefined, askAt: 0, problem: `${ocsp}: the issuer is not known` }
    }
    return this.get(`${ocsp} ${toHex(certificate.serial)}`, at, async () => {
      const request = buildOcspRequest(certificate, issuer)
      const der = await this.transport.answer(ocsp, request, signal)
      const answers = ifReadable(() => parseOcspResponse(der).answers)
      if (answers === undefined) throw malformed(`${ocsp}: no OCSP answer`)
      const ends = answers.map(({ nextUpdate, thisUpdate }) => nextUpdate ?? thisUpdate)
      return { der, until: Math.min(...ends) }
    })
  }

  private async get(key: string, at: number, ask: () => Promise<Fetched>): Promise<Kept> {
    const known = this.kept.get(key)
    const now = this.clock.now()
    const covers = known?.fetched !== undefined && known.fetched.until >= at
    if (known !== undefined && now < known.askAt && (covers || known.problem !== null)) return known
    const asked = await this.renew(known?.fetched, at, ask)
    this.kept.set(key, asked)
    return asked
  }

  /** A place that is silent leaves what it said before in use, as long as that covers the instant. */
  private async renew(
    before: Fetched | undefined,
    at: number,
    ask: () => Promise<Fetched>,
  ): Promise<Kept> {
    try {
      const fetched = await ask()
      if (fetched.until >= at) return { fetched, askAt: this.clock.now() + REFRESH, problem: null }
      const problem = `what is published ends ${new Date(fetched.until).toISOString()}`
      return { fetched, askAt: this.clock.now() + RETRY, problem }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      const isCovered = before !== undefined && before.until >= at
      const askAt = this.clock.now() + RETRY
      return { fetched: before, askAt, problem: isCovered ? null : problem }
    }
  }
}

function malformed(message: string): TsaError {
  return new TsaError('TSA_ANSWER_MALFORMED', message)
}
