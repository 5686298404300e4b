import type { Readable } from 'node:stream'
import '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { assertPart } from './body-digest.js'
import { HttpProblem } from './http-problem.js'
import { Deposit } from './schemas/deposits.js'
import { invalidBody } from './validation.js'

export interface DepositForm {
  readonly declared: Deposit
  readonly file: Readable
  /** Untrusted, personal: as the depositor named it. */
  readonly fileName: string
}

/**
 * Reads the head of an untrusted deposit: part `document` (JSON), then part `file`, whose bytes are
 * left to stream.
 * @throws HttpProblem BODY_INVALID, MEDIA_TYPE_UNSUPPORTED; IdentityError ASSERTION_OF_ANOTHER_REQUEST
 */
export async function readDeposit(request: FastifyRequest): Promise<DepositForm> {
  if (!request.isMultipart()) {
    throw new HttpProblem('MEDIA_TYPE_UNSUPPORTED', 'expected multipart/form-data')
  }
  const part = await request.file()
  if (part === undefined || part.fieldname !== 'file') {
    throw new HttpProblem('BODY_INVALID', 'expected a part named file')
  }
  const described = part.fields.document
  if (described === undefined || Array.isArray(described) || described.type !== 'field') {
    part.file.resume()
    throw new HttpProblem('BODY_INVALID', 'expected one part named document before the file')
  }
  try {
    return {
      declared: declaredIn(request, described.value),
      file: part.file,
      fileName: part.filename,
    }
  } catch (error) {
    part.file.resume()
    throw error
  }
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
