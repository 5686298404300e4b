import { hash, randomBytes } from 'node:crypto'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** 256 random bits. Only its digest is kept: what looking that up takes tells nothing about a token. */
export function newToken(): { readonly token: string; readonly digest: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, digest: hash('sha256', token) }
}

/** The digest of an untrusted token; undefined when it is none. */
export function digestOf(token: string): string | undefined {
  return TOKEN.test(token) ? hash('sha256', token) : undefined
}
