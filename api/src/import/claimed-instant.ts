const form =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?: ?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/

export type ClaimedInstant = { readonly at: string } | { readonly problem: InstantProblem }

export type InstantProblem =
  'INSTANT_MALFORMED' | 'INSTANT_WITHOUT_OFFSET' | 'INSTANT_AMBIGUOUS' | 'INSTANT_NONEXISTENT'

/**
 * A journal's instant as RFC 3339, digits and offset as claimed. Without an offset it is wall time in
 * `zone`; an hour that occurs twice or never there is a problem, not a guess.
 */
export function claimedInstant(text: string, zone: string | undefined): ClaimedInstant {
  const match = form.exec(text)
  if (match === null) return { problem: 'INSTANT_MALFORMED' }
  const [year, month, day, hour, minute, second] = match.slice(1, 7)
  const [fraction = '', offset] = match.slice(7)
  const local = `${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}`
  const wall = Date.parse(`${local}Z`)
  const isReal = !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(local)
  if (!isReal) return { problem: 'INSTANT_MALFORMED' }
  if (offset !== undefined) return { at: `${local}${fraction}${offset}` }
  if (zone === undefined) return { problem: 'INSTANT_WITHOUT_OFFSET' }
  const offsets = offsetsAt(wall, zone)
  if (offsets.length !== 1) {
    return { problem: offsets.length === 0 ? 'INSTANT_NONEXISTENT' : 'INSTANT_AMBIGUOUS' }
  }
  return { at: `${local}${fraction}${offsets[0]!}` }
}

const DAY = 86_400_000

/** Offsets `+hh:mm` under which the wall time occurs in the zone: none, one or two. */
function offsetsAt(wall: number, zone: string): readonly string[] {
  const near = new Set([wall - DAY, wall, wall + DAY].map((at) => offsetOf(at, zone)))
  return [...near].filter((offset) => {
    const at = wall - minutesOf(offset) * 60_000
    return offsetOf(at, zone) === offset
  })
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Offset of the zone at an instant, `+hh:mm`. */
function offsetOf(at: number, zone: string): string {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  // Offsets of local mean time carry seconds, which RFC 3339 cannot: cut to the minute.
  return name === 'GMT' ? '+00:00' : name.slice(3, 9)
}

function minutesOf(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  return offset.startsWith('-') ? -minutes : minutes
}
