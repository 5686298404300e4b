import { ZONE_NAME } from '@contremarque/ledger'

/** The calendar day `YYYY-MM-DD` of an instant where the court sits. @throws RangeError for an unknown IANA zone */
export function courtDay(now: number, zone: string): string {
  return formatOf(zone).format(now)
}

/** Whether it is a name of an IANA zone that the platform knows: it knows offsets and names in any case as well. */
export function isZone(zone: string): boolean {
  if (!ZONE_NAME.test(zone)) return false
  try {
    formatOf(zone)
    return true
  } catch (error) {
    if (error instanceof RangeError || (error as Error).name === 'RangeError') return false
    throw error
  }
}

/** Zones at a time: a name is known in whatever case it is spelled, so that there are millions. */
const MAX_ZONES = 64
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  // The Swedish locale writes a date as YYYY-MM-DD.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
  if (formats.size >= MAX_ZONES) formats.clear()
  formats.set(zone, format)
  return format
}
