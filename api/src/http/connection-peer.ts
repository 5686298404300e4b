import { hash, type X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import type {
  CertificateProxy,
  PresentedCertificate,
} from '../identity/certificate/certificate-authority.js'

const MAX_CHAIN = 8

/** Who proved in the handshake to hold the key of which certificate. */
export interface Peer {
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string
  readonly shown: PresentedCertificate
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Nothing is renegotiated: a connection is its peer's until it ends. */
const known = new WeakMap<TLSSocket, Peer>()

/** The other end of a connection; undefined where it showed no certificate. */
export function peerOf({ raw: { socket } }: Pick<FastifyRequest, 'raw'>): Peer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const peer = known.get(socket) ?? toPeer(socket.getPeerX509Certificate())
  if (peer !== undefined) known.set(socket, peer)
  return peer
}

/** Whether the other end is a proxy that the settings name. */
export function isNamed({ fingerprint }: Peer, proxies: readonly CertificateProxy[]): boolean {
  return proxies.some((proxy) => proxy.fingerprint === fingerprint)
}

/** Whether a named proxy is to be believed: while its own certificate is valid. */
export function isBelieved({ expiresAt }: Peer): boolean {
  return expiresAt >= Date.now()
}

function toPeer(certificate: X509Certificate | undefined): Peer | undefined {
  if (certificate === undefined) return undefined
  const chain: Uint8Array[] = []
  let above = certificate.issuerCertificate
  for (; above !== undefined && chain.length < MAX_CHAIN; above = above.issuerCertificate) {
    chain.push(Uint8Array.from(above.raw))
  }
  return {
    fingerprint: hash('sha256', certificate.raw),
    shown: { der: Uint8Array.from(certificate.raw), chain },
    expiresAt: certificate.validToDate.getTime(),
  }
}
