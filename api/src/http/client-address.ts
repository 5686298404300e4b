import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import { isBelieved, isNamed, peerOf } from './connection-peer.js'

/**
 * From where somebody asks. Of a named proxy: the last address of `X-Forwarded-For`, which is the one it
 * wrote itself; those before it came from outside. From anybody else the header is not looked at.
 */
export function clientAddress(
  request: Pick<FastifyRequest, 'headers' | 'ip' | 'raw'>,
  proxies: readonly CertificateProxy[],
): string {
  const peer = peerOf(request)
  if (peer === undefined || !isNamed(peer, proxies) || !isBelieved(peer)) return request.ip
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
  const last = forwarded.split(',').at(-1)!.trim()
  return isIP(last) === 0 ? request.ip : last
}
