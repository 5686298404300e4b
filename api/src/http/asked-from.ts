import type { FastifyRequest } from 'fastify'

/**
 * Whether a browser says that a page of another site, or of another port of this machine, asks: the
 * cookie's SameSite lets the latter through. Programs that are no browsers say nothing.
 */
export function isFromElsewhere({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin, host } = headers
  return origin !== undefined && hostOf(origin) !== host
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
