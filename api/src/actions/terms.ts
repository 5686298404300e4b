/** A published version of the terms of use (CGU). Its text, `api/terms/<version>.md`, never changes. */
export interface Terms {
  readonly version: string
  /** First day in force, UTC. */
  readonly inForceFrom: string
  /** SHA-256 of the text's bytes, hexadecimal. */
  readonly sha256: string
}

/** Oldest first. */
export const publishedTerms: readonly [Terms, ...Terms[]] = [
  {
    version: '2024-1',
    inForceFrom: '2024-01-01',
    sha256: 'a1adc91f7829d8bb31e6b12ff88af22e9af834cd30f7d35090dd271069d0e4e6',
  },
  {
    version: '2025-1',
    inForceFrom: '2025-01-01',
    sha256: 'c5999f4bf01af861157a08db3a10c5f9900cd3ab2530d019c487a28129410742',
  },
]

/** The terms whose acceptance rule R02 asks for at this instant; the first ones before their day. */
export function termsInForce(now: number): Terms {
  const inForce = publishedTerms.findLast(({ inForceFrom }) => Date.parse(inForceFrom) <= now)
  return inForce ?? publishedTerms[0]
}
