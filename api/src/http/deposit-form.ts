import '@fastify/multipart'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { assertPart } from './body-digest.js'
import { HttpProblem } from './http-problem.js'
import { Deposit } from './schemas/deposits.js'
import { invalidBody } from './validation.js'

export interface DepositForm {
  readonly declared: Deposit
  /** Fails at its end when anything follows it in the form. */
  readonly file: AsyncIterable<Uint8Array>
  /** Untrusted, personal: as the depositor named it. */
  readonly fileName: string
}

type Parts = AsyncIterator<Multipart>

/**
 * Reads the head of an untrusted deposit: part `document` (JSON), then part `file`, whose bytes are
 * left to stream, and nothing else.
 * @throws HttpProblem BODY_INVALID, MEDIA_TYPE_UNSUPPORTED; IdentityError ASSERTION_OF_ANOTHER_REQUEST
 */
export async function readDeposit(request: FastifyRequest): Promise<DepositForm> {
  if (!request.isMultipart()) {
    throw new HttpProblem('MEDIA_TYPE_UNSUPPORTED', 'expected multipart/form-data')
  }
  const parts = request.parts()
  const described = await next(parts)
  if (described?.type !== 'field' || described.fieldname !== 'document') {
    throw leave(described, 'expected a part named document before the file')
  }
  const declared = declaredIn(request, described.value)
  const part = await next(parts)
  if (part?.type !== 'file' || part.fieldname !== 'file') {
    throw leave(part, 'expected a part named file, and no other')
  }
  return { declared, file: untilTheEnd(part, parts), fileName: nameOf(part) }
}

/** @throws HttpProblem REQUEST_MALFORMED, or what the parser says with a status of its own */
async function next(parts: Parts): Promise<Multipart | undefined> {
  try {
    const result = await parts.next()
    return result.done === true ? undefined : result.value
  } catch (error) {
    throw unreadable(error)
  }
}

function unreadable(error: unknown): unknown {
  if (error instanceof HttpProblem) return error
  const hasStatus = typeof (error as { statusCode?: unknown } | null)?.statusCode === 'number'
  if (hasStatus) return error
  return new HttpProblem('REQUEST_MALFORMED', 'the form cannot be read', { cause: error })
}

/** What of the form is not wanted is let go by. */
function leave(part: Multipart | undefined, message: string): HttpProblem {
  if (part?.type === 'file') part.file.resume()
  return new HttpProblem('BODY_INVALID', message)
}

async function* untilTheEnd({ file }: MultipartFile, parts: Parts): AsyncGenerator<Uint8Array> {
  try {
    yield* file as AsyncIterable<Uint8Array>
  } catch (error) {
    throw unreadable(error)
  }
  const another = await next(parts)
  if (another !== undefined) throw leave(another, 'expected nothing after the file')
}

/** Characters of a file name that are kept. */
const MAX_NAME = 255
/** What moves the cursor, turns the direction of writing, or is no character. */
const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Cs}\p{Bidi_C}\u2028\u2029\uFEFF]/gu

/** Its last part, as it can be shown: nothing is ever stored under it. */
function nameOf({ filename = '' }: { readonly filename?: string }): string {
  const last = filename.split(/[/\\]/).at(-1)!
  // Composed at last: a mark may come to stand behind its letter only now.
  const shown = last.replace(UNPRINTABLE, '').normalize('NFC').trim()
  return Array.from(/^\.*$/.test(shown) ? 'document' : shown)
    .slice(0, MAX_NAME)
    .join('')
}

function declaredIn(request: FastifyRequest, described: unknown): Deposit {
  assertPart(request, described)
  const parsed = Deposit.safeParse(parseJson(described))
  if (!parsed.success) throw invalidBody(parsed.error.issues)
  return parsed.data
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}
