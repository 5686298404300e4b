import { Metadata, status, type ServiceError } from '@grpc/grpc-js'

/** A gRPC failure as the server words it: the kind of exception stands in its metadata. */
export function grpcError(
  code: status,
  details: string,
  metadata: Readonly<Record<string, string>> = {},
): ServiceError {
  const all = new Metadata()
  for (const [name, value] of Object.entries(metadata)) all.set(name, value)
  return Object.assign(new Error(details), { code, details, metadata: all })
}

export const unavailable = () => grpcError(status.UNAVAILABLE, 'Connection dropped')
export const notReady = () => grpcError(status.UNKNOWN, 'Server Is Not Ready')
export const timedOut = () =>
  grpcError(status.ABORTED, 'Operation timed out: Commit phase timeout.')
export const slowConsumer = () =>
  grpcError(status.ABORTED, 'Operation timed out: Consumer too slow to handle event while live.')
export const accessDenied = () =>
  grpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' })

export const streamDeleted = (stream: string) =>
  grpcError(status.FAILED_PRECONDITION, 'Event stream is deleted.', {
    exception: 'stream-deleted',
    'stream-name': stream,
  })

export const tooLarge = () =>
  grpcError(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': '1048576',
  })

export const wrongVersion = (stream: string, expected: number, actual: number) =>
  grpcError(status.FAILED_PRECONDITION, 'Wrong expected version', {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    'actual-version': String(actual),
  })

/** `leader`: host:port. */
export const notLeader = (leader: string) =>
  grpcError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.split(':')[0]!,
    'leader-endpoint-port': leader.split(':')[1]!,
  })
