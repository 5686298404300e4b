import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'

const NONCE = '__CSP_NONCE__'

/** The built console: its page answers every path outside `/api` that is no file. */
export class Spa {
  private readonly page: string

  private constructor(readonly folder: string) {
    this.page = readFileSync(join(folder, 'index.html'), 'utf8')
  }

  /** Undefined when the console was not built. */
  static open(folder: string): Spa | undefined {
    return existsSync(join(folder, 'index.html')) ? new Spa(folder) : undefined
  }

  serves({ method, url }: FastifyRequest): boolean {
    return (method === 'GET' || method === 'HEAD') && !/^\/api(?:[/?]|$)/.test(url)
  }

  /** The page with a nonce of its own for the one style sheet that is made in the browser. */
  send(reply: FastifyReply): FastifyReply {
    const nonce = randomBytes(16).toString('base64url')
    return reply
      .status(200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .send(this.page.replaceAll(NONCE, nonce))
  }
}

/** Nothing from elsewhere, nothing inline but what carries the nonce. */
export function contentSecurityPolicy(nonce?: string): string {
  const allowed = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`
  return [
    "default-src 'self'",
    `script-src ${allowed}`,
    `style-src ${allowed}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
