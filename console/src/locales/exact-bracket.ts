import type { CourtTime } from './court-time.ts'

/**
 * The bounds of an entry in words: to the second, outwards, so that what is said never claims more than
 * what is proved; to the millisecond where they are less than a second apart.
 */
export function exactBracket(
  notBefore: string,
  notAfter: string,
  { exact }: Pick<CourtTime, 'exact'>,
): { readonly from: string; readonly until: string } {
  const [first, last] = [Date.parse(notBefore), Date.parse(notAfter)]
  if (last - first < 1_000) return { from: exact(notBefore, true), until: exact(notAfter, true) }
  const nextSecond = new Date(Math.ceil(last / 1_000) * 1_000).toISOString()
  return { from: exact(notBefore, false), until: exact(nextSecond, false) }
}
