import type { Server } from 'node:http'

/** The shortest there is: 0 would keep a connection for good. */
const SHORTEST = 1

/**
 * For a server that lets nobody in any more: a connection ends with the answer it still waits for. Kept
 * for another request it would hold up the end for as long as a silent connection is kept.
 */
export function endWithLastAnswers(server: Server): void {
  server.keepAliveTimeout = SHORTEST
}
