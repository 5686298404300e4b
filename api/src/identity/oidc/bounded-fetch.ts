import type { CustomFetchOptions } from 'openid-client'
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
  return new Response(await read(answer), { status: answer.status, headers: answer.headers })
}

async function read({
  body,
}: {
  readonly body: ReadableStream<Uint8Array> | null
}): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return null
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_ANSWER) {
      throw new IdentityError('OIDC_ISSUER_UNAVAILABLE', 'the issuer answers more than it may')
    }
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
