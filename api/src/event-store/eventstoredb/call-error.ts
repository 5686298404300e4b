import { ErrorType } from '@eventstore/db-client'
import { StoreError } from '../store-error.js'

/** A call that was not answered within its limit. */
export class CallTimeout extends Error {
  constructor(limit: number) {
    super(`EventStoreDB did not answer within ${limit} ms`)
  }
}

/** What the client throws: its own errors have a type, gRPC's a code, some neither. */
interface ClientError {
  readonly type?: string
  readonly code?: number
  readonly message?: string
  readonly expectedVersion?: bigint | string
  readonly actualVersion?: bigint | string
}

const UNAVAILABLE = 14
/** How the client says that nothing was sent. */
const NOT_SENT = /No connection established|Failed to discover/

/** Whether the client is to be thrown away: the next call gets a new one. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof CallTimeout) return true
  const { type, code } = asClientError(error)
  return code === UNAVAILABLE || type === ErrorType.UNAVAILABLE || wasNotSent(error)
}

/** Whether no server was found to ask, so that nothing can have been stored. */
export function wasNotSent(error: unknown): boolean {
  return NOT_SENT.test(asClientError(error).message ?? '')
}

export function isType(error: unknown, type: ErrorType): boolean {
  return asClientError(error).type === type
}

/** How the server answers to a position that is none of its log. */
export function isNoPosition(error: unknown): boolean {
  return /Unexpected ReadAllResult/.test(asClientError(error).message ?? '')
}

/**
 * What a failed append comes to. Whatever does not say for certain that nothing was stored is
 * ambiguous.
 */
export function appendFailure(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const { type, message = '' } = asClientError(error)
  const known = type === undefined ? undefined : refusals[type]
  if (known !== undefined) return known(error)
  if (wasNotSent(error)) return unavailable(message, error)
  return new StoreError('APPEND_AMBIGUOUS', `whether it is stored is not known: ${message}`, {
    cause: error,
  })
}

/** Answers that say for certain that nothing was stored, by the client's type of error. */
const refusals: Readonly<Record<string, (cause: unknown) => StoreError>> = {
  [ErrorType.WRONG_EXPECTED_VERSION]: (cause) => {
    const { expectedVersion, actualVersion } = asClientError(cause)
    const details = { expected: toRevision(expectedVersion), actual: toRevision(actualVersion) }
    const told = `expected revision ${details.expected}, the stream is at ${details.actual}`
    return new StoreError('WRONG_REVISION', told, { cause, details })
  },
  [ErrorType.STREAM_DELETED]: (cause) =>
    new StoreError('STREAM_DELETED', 'the stream was deleted in EventStoreDB', { cause }),
  [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED]: (cause) =>
    new StoreError('EVENT_TOO_LARGE', 'EventStoreDB takes no append of this size', { cause }),
  [ErrorType.ACCESS_DENIED]: denied,
  [ErrorType.NOT_LEADER]: (cause) => unavailable('the node is no leader', cause),
}

/** What a failed read comes to. */
export function readFailure(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  if (isType(error, ErrorType.ACCESS_DENIED)) return denied(error)
  return unavailable(asClientError(error).message ?? 'no reason given', error)
}

function denied(cause: unknown): StoreError {
  return new StoreError(
    'STORE_DENIED',
    'EventStoreDB refuses: the credentials are wrong or lack a right; see `contremarque store prepare`',
    { cause },
  )
}

export function unavailable(reason: string, cause: unknown): StoreError {
  return new StoreError('STORE_UNAVAILABLE', `EventStoreDB cannot be used: ${reason}`, { cause })
}

/** The client says `no_stream` where there is none. */
function toRevision(version: bigint | string | undefined): number {
  return typeof version === 'bigint' ? Number(version) : -1
}

function asClientError(error: unknown): ClientError {
  return typeof error === 'object' && error !== null ? error : { message: String(error) }
}
