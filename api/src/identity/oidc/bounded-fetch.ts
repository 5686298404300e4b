import type { CustomFetchOptions } from 'openid-client'
import { readAtMost } from '../../bytes/read-at-most.js'
import { IdentityError } from '../identity-error.js'

/** Bytes of an answer: metadata, keys or tokens. */
const MAX_ANSWER = 256 * 1024

/**
 * `fetch` that follows no redirect and reads no more than an issuer has to say.
 * @throws IdentityError OIDC_ISSUER_UNAVAILABLE
 */
export async function boundedFetch(
  url: string,
  { body, ...options }: Omit<RequestInit, 'body'> & Partial<Pick<CustomFetchOptions, 'body'>>,
): Promise<Response> {
  const answer = await fetch(url, {
    ...options,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  const bytes = answer.body && (await readAtMost(answer.body, MAX_ANSWER))
  if (bytes === undefined) {
    throw new IdentityError('OIDC_ISSUER_UNAVAILABLE', 'the issuer answers more than it may')
  }
  return new Response(bytes, { status: answer.status, headers: answer.headers })
}
