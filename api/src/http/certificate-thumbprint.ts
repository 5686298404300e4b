import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import { shownCertificate } from './shown-certificate.js'

/**
 * SHA-256 of the certificate a client showed, base64url, as RFC 8705 binds tokens to it: on this
 * connection, or to the named proxy at its other end, whose own certificate stands for nobody.
 */
export function certificateThumbprint(
  request: Pick<FastifyRequest, 'headers' | 'raw'>,
  proxies: readonly CertificateProxy[],
): string | undefined {
  const shown = shownCertificate(request, proxies)
  return shown && hash('sha256', shown.der, 'base64url')
}
