import { constants } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { AddressConnections } from './address-connections.js'
import { endBrokenRequest } from './broken-request.js'
import type { ConnectionLimits } from './connection-limits.js'
import { endWithLastAnswers } from './last-answers.js'

/** Authenticated encryption with forward secrecy only. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

interface ListenerBounds {
  readonly limits: ConnectionLimits
  readonly connections: AddressConnections
}

export interface TlsIdentity {
  /** PEM. */
  readonly key: string
  /** PEM, the chain behind it. */
  readonly certificate: string
}

/**
 * The application once more, over TLS, on a port of its own: whoever connects is asked for a client
 * certificate and may come without. What the certificate is worth is decided by who asks for it. No
 * session is resumed: on every connection the key is proved anew.
 */
export class TlsListener {
  private readonly server: Server

  /** @param authorities PEM of those by whose names a browser chooses what to offer */
  constructor(
    { key, certificate }: TlsIdentity,
    authorities: readonly string[],
    { limits, connections }: ListenerBounds,
  ) {
    const { check, handshake } = limits
    const { SSL_OP_NO_RENEGOTIATION, SSL_OP_NO_TICKET } = constants
    this.server = createServer({
      key,
      cert: certificate,
      ca: [...authorities],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ciphers: CIPHERS,
      honorCipherOrder: true,
      secureOptions: SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION,
      handshakeTimeout: handshake,
      connectionsCheckingInterval: check,
    })
    this.server.maxConnections = limits.connections
    connections.watch(this.server)
    this.server.on('clientError', endBrokenRequest)
  }

  /** Serves what `fastify` serves, within the same limits. */
  async listen(
    fastify: FastifyInstance,
    address: { readonly host: string; readonly port: number },
  ): Promise<void> {
    const { requestTimeout, headersTimeout, keepAliveTimeout, timeout } = fastify.server
    Object.assign(this.server, { requestTimeout, headersTimeout, keepAliveTimeout, timeout })
    this.server.on('request', (request, response) => {
      fastify.routing(request, response)
    })
    this.server.listen(address)
    await once(this.server, 'listening')
  }

  /** The port listened on; undefined while it is none. */
  get port(): number | undefined {
    return (this.server.address() as AddressInfo | null)?.port
  }

  /** Answers what is under way and lets nobody in any more. */
  async close(): Promise<void> {
    if (!this.server.listening) return
    endWithLastAnswers(this.server)
    this.server.close()
    this.server.closeIdleConnections()
    await once(this.server, 'close')
  }
}
