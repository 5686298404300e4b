/** What somebody reads for: a code, and words of his own, which are personal. */
export interface Purpose {
  readonly code: PurposeCode
  readonly detail: string | null
}

export const purposeCodes = [
  'case-follow-up',
  'audit',
  'data-protection',
  'evidence',
  'support',
  'other',
] as const

export type PurposeCode = (typeof purposeCodes)[number]

/** What was stated, or null where it was left empty: another purpose than those listed has to be named. */
export function purposeOf(code: PurposeCode | null, detail: string | null): Purpose | null {
  return code === null || (code === 'other' && detail === null) ? null : { code, detail }
}
