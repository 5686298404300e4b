interface ProblemType {
  readonly status: number
  readonly title: string
  readonly detail?: string
}

/** Every code HTTP answers with besides the refusals of actions, which are 403 or 409; docs/errors.md. */
export const problemTypes = {
  BODY_INVALID: { status: 400, title: 'The request does not have the documented shape' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  CREDENTIAL_MALFORMED: { status: 400, title: 'Not a certificate' },
  CREDENTIAL_TAKEN: { status: 409, title: 'It identifies another person' },
  CROSS_SITE: { status: 403, title: 'Asked from another site' },
  CURSOR_MALFORMED: { status: 400, title: 'The cursor is none of ours' },
  DEMO_UNAVAILABLE: { status: 404, title: 'No demo story here' },
  DOCUMENT_DIGEST_MISMATCH: { status: 422, title: 'The file is not the one declared' },
  DOCUMENT_TOO_LARGE: { status: 413, title: 'The document is too large' },
  DOCUMENT_UNREADABLE: { status: 500, title: 'The stored document cannot be read' },
  ENTRY_TOO_LARGE: { status: 413, title: 'The entry would be too large' },
  EVENT_TOO_LARGE: { status: 413, title: 'The action would write too much' },
  FORBIDDEN: { status: 403, title: 'Not for this role' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, title: 'An Idempotency-Key is required' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The key was used with another body' },
  IDENTIFICATION_UNAVAILABLE: { status: 403, title: 'Nobody can be identified this way' },
  INTERNAL: { status: 500, title: 'Something failed here' },
  LEDGER_NOT_WHOLE: { status: 503, title: 'The ledger is not whole' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'Media type not supported' },
  NOT_FOUND: { status: 404, title: 'Not found', detail: 'nothing here, or not for you' },
  OPENINGS_UNAVAILABLE: { status: 503, title: 'Nothing can be recorded now' },
  PERSONA_CERTIFICATE_INVALID: { status: 403, title: 'The certificate is not valid' },
  PERSONA_UNKNOWN: { status: 404, title: 'No such persona' },
  PERSON_UNKNOWN: { status: 422, title: 'A person named is not known' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  RECORDER_BUSY: { status: 503, title: 'Too much is waiting' },
  RECORDER_STOPPED: { status: 503, title: 'Stopping; ask again with the same key' },
  REQUEST_MALFORMED: { status: 400, title: 'The request cannot be read' },
  REVISION_CONTENDED: { status: 503, title: 'Another writer was faster' },
  ROLE_NOT_HELD: { status: 403, title: 'Not a role of this person' },
  SESSION_REQUIRED: { status: 401, title: 'A session is required' },
  STORE_UNAVAILABLE: { status: 503, title: 'Nothing can be recorded now' },
  TIMESTAMPING_INTERRUPTED: { status: 503, title: 'No time-stamps can be had' },
  TOO_MANY_SESSIONS: { status: 503, title: 'Too many sessions' },
} as const satisfies Readonly<Record<string, ProblemType>>
