import { hash } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import type {
  CertificateProxy,
  PresentedCertificate,
} from '../identity/certificate/certificate-authority.js'

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
  { raw, headers }: Pick<FastifyRequest, 'headers' | 'raw'>,
  proxies: readonly CertificateProxy[],
): PresentedCertificate | undefined {
  const { socket } = raw
  if (!(socket instanceof TLSSocket)) return undefined
  const peer = socket.getPeerX509Certificate()
  if (peer === undefined) return undefined
  const fingerprint = hash('sha256', peer.raw)
  if (proxies.some((proxy) => proxy.fingerprint === fingerprint)) {
    return peer.validToDate.getTime() < Date.now() ? undefined : forwarded(headers)
  }
  const chain: Uint8Array[] = []
  for (let above = peer.issuerCertificate; above !== undefined; above = above.issuerCertificate) {
    if (chain.push(bytesOf(above.raw)) >= MAX_CHAIN) break
  }
  return { der: bytesOf(peer.raw), chain }
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
  return base64 === undefined ? undefined : bytesOf(Buffer.from(base64, 'base64'))
}

function unescaped(value: string): string {
  if (!ESCAPED_PEM.test(value)) return ''
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}

function bytesOf(buffer: Uint8Array): Uint8Array {
  return Uint8Array.from(buffer)
}
