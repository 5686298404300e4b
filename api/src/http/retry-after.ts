const SECONDS = '1'

/** What passes by itself: the same request may be sent again soon. */
const PASSING: ReadonlySet<string> = new Set([
  'DATABASE_UNAVAILABLE',
  'DISK_UNAVAILABLE',
  'ENTRY_NOT_STAMPED',
  'OPENINGS_UNAVAILABLE',
  'POSITION_NOT_REACHED',
  'RECORDER_BUSY',
  'RECORDER_STOPPED',
  'REVISION_CONTENDED',
  'STORE_UNAVAILABLE',
])

/** Seconds after which a problem of this code may have passed (RFC 9110 §10.2.3), if it passes. */
export function retryAfter(code: string): string | undefined {
  return PASSING.has(code) ? SECONDS : undefined
}
