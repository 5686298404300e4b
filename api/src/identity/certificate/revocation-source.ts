import { open } from 'node:fs/promises'
import { readAtMost } from '../../bytes/read-at-most.js'
import type { Timers } from '../../config/timers.js'
import { IdentityError } from '../identity-error.js'

const MAX_ANSWER = 65_536
const MAX_LIST = 16 * 1024 * 1024

/** Where OCSP answers and revocation lists come from: all untrusted bytes. */
export interface RevocationSource {
  /** @throws IdentityError REVOCATION_UNKNOWN */
  answer(url: string, request: Uint8Array, timeout: number): Promise<Uint8Array>
  /** `location`: an http(s) address or the path of a file. @throws IdentityError REVOCATION_UNKNOWN */
  list(location: string, timeout: number): Promise<Uint8Array>
}

/** Asks over HTTP (RFC 6960 appendix A, RFC 5280 §4.2.1.13): time-outs, size limits, no redirects. */
export class HttpRevocationSource implements RevocationSource {
  private readonly timers: Timers

  constructor(timers: Timers) {
    this.timers = timers
  }

  answer(url: string, request: Uint8Array, timeout: number): Promise<Uint8Array> {
    const headers = { 'content-type': 'application/ocsp-request' }
    const init = { method: 'POST', headers, body: new Uint8Array(request) }
    return this.fetch(url, init, timeout, MAX_ANSWER, 'application/ocsp-response')
  }

  list(location: string, timeout: number): Promise<Uint8Array> {
    return /^https?:/.test(location)
      ? this.fetch(location, { method: 'GET' }, timeout, MAX_LIST)
      : readList(location)
  }

  private async fetch(
    url: string,
    init: RequestInit,
    timeout: number,
    limit: number,
    type?: string,
  ): Promise<Uint8Array> {
    const aborting = new AbortController()
    const cancel = this.timers.after(timeout, () => {
      aborting.abort()
    })
    try {
      const response = await fetch(url, { ...init, redirect: 'error', signal: aborting.signal })
      return await readAnswer(response, limit, type)
    } catch (cause) {
      if (cause instanceof IdentityError) throw cause
      throw silence(aborting.signal.aborted ? `no answer in ${timeout} ms` : 'no answer', cause)
    } finally {
      cancel()
    }
  }
}

async function readAnswer(
  response: Response,
  limit: number,
  type: string | undefined,
): Promise<Uint8Array> {
  const got = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (!response.ok || (type !== undefined && got !== type)) {
    await response.body?.cancel()
    throw silence(response.ok ? `answered as ${got ?? 'nothing'}` : `status ${response.status}`)
  }
  const bytes = await readAtMost((response.body ?? []) as AsyncIterable<Uint8Array>, limit)
  if (bytes === undefined) throw silence(`answered with more than ${limit} bytes`)
  return bytes
}

async function readList(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      if (size > MAX_LIST) throw silence(`a list of more than ${MAX_LIST} bytes`)
      return derOf(await file.readFile())
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof IdentityError) throw cause
    throw silence('the list cannot be read', cause)
  }
}

/** Lists on disk are often in PEM. */
function derOf(bytes: Buffer): Uint8Array {
  const base64 = PEM.exec(
    bytes.subarray(0, 11).toString() === '-----BEGIN ' ? bytes.toString() : '',
  )
  return new Uint8Array(base64 === null ? bytes : Buffer.from(base64[1]!, 'base64'))
}

const PEM = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/

function silence(reason: string, cause?: unknown): IdentityError {
  return new IdentityError('REVOCATION_UNKNOWN', reason, { cause })
}
