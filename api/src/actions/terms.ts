/** Published versions of the terms of use (CGU), oldest first; `from` is the first day in force, UTC. */
const published = [{ version: '2024-1', from: '2024-01-01' }] as const

/** The version whose acceptance rule R02 asks for at this instant; the first one before its day. */
export function termsInForce(now: number): string {
  const inForce = published.findLast(({ from }) => Date.parse(from) <= now)
  return (inForce ?? published[0]).version
}
