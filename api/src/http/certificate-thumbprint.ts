import { hash } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'

/** SHA-256 of the certificate a client showed on this connection, base64url, as RFC 8705 binds tokens to it. */
export function certificateThumbprint({ raw: { socket } }: FastifyRequest): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer }
  return raw === undefined ? undefined : hash('sha256', raw, 'base64url')
}
