import type { FastifyRequest } from 'fastify'
import type {
  CertificateProxy,
  PresentedCertificate,
} from '../identity/certificate/certificate-authority.js'
import { isBelieved, isNamed, peerOf } from './connection-peer.js'

const MAX_CHAIN = 8
/** RFC 9440 §2: a structured-field byte sequence. */
const BYTES = /^:([A-Za-z0-9+/]+={0,2}):$/
/** What nginx gives as `$ssl_client_escaped_cert`. */
const ESCAPED_PEM = /^-----BEGIN%20CERTIFICATE-----/
const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/

/**
 * The certificate whose key the other end of the connection proved to hold. From a proxy, known by
 * its own certificate, the one it was shown (RFC 9440); the header of anybody else is not looked at.
 */
export function shownCertificate(
  request: Pick<FastifyRequest, 'headers' | 'raw'>,
  proxies: readonly CertificateProxy[],
): PresentedCertificate | undefined {
  const peer = peerOf(request)
  if (peer === undefined) return undefined
  if (!isNamed(peer, proxies)) return peer.shown
  return isBelieved(peer) ? forwarded(request.headers) : undefined
}

/** A header that cannot be read shows an unreadable certificate, not none. */
function forwarded(headers: FastifyRequest['headers']): PresentedCertificate | undefined {
  const certificate = headers['client-cert']
  if (certificate === undefined || certificate === '') return undefined
  const chain = String(headers['client-cert-chain'] ?? '')
  const above = chain.split(',').flatMap((item) => decode(item.trim()) ?? [])
  return { der: decode(String(certificate)) ?? new Uint8Array(0), chain: above.slice(0, MAX_CHAIN) }
}

function decode(value: string): Uint8Array | undefined {
  const base64 = BYTES.exec(value)?.[1] ?? PEM.exec(unescaped(value))?.[1]
  return base64 === undefined ? undefined : Uint8Array.from(Buffer.from(base64, 'base64'))
}

function unescaped(value: string): string {
  if (!ESCAPED_PEM.test(value)) return ''
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
