import { formatTag, type Language } from './language.ts'

/** Courts whose zone has a name of its own; any other zone is named as IANA writes it. */
const zoneNames: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'Europe/Paris': { fr: 'heure de Paris', en: 'Paris time' },
  'America/Cayenne': { fr: 'heure de Cayenne', en: 'Cayenne time' },
  'America/Guadeloupe': { fr: 'heure de la Guadeloupe', en: 'Guadeloupe time' },
  'America/Martinique': { fr: 'heure de la Martinique', en: 'Martinique time' },
  'America/Miquelon': { fr: 'heure de Saint-Pierre-et-Miquelon', en: 'Miquelon time' },
  'Indian/Mayotte': { fr: 'heure de Mayotte', en: 'Mayotte time' },
  'Indian/Reunion': { fr: 'heure de La Réunion', en: 'Réunion time' },
  'Pacific/Noumea': { fr: 'heure de Nouméa', en: 'Nouméa time' },
  'Pacific/Tahiti': { fr: 'heure de Tahiti', en: 'Tahiti time' },
  'Pacific/Wallis': { fr: 'heure de Wallis', en: 'Wallis time' },
  UTC: { fr: 'temps universel coordonné, UTC', en: 'Coordinated Universal Time, UTC' },
}

/** Instants and days as a reader of one court reads them: always in `zone`, never the browser's. */
export interface CourtTime {
  readonly zone: string
  /** « heure de Paris ». */
  readonly zoneName: string
  /** « 12 mars 2026 à 14 h 32 ». */
  readonly instant: (instant: string) => string
  /** « 12 mars 2026 à 14 h 32 min 07 s », with `milliseconds` « 07,120 s ». */
  readonly exact: (instant: string, milliseconds: boolean) => string
  /** « 14 h 32 ». */
  readonly time: (instant: string) => string
  /** « jeudi 12 mars 2026 », of an instant. */
  readonly longDay: (instant: string) => string
  /** « 12 mars 2026 », of an instant. */
  readonly dayOf: (instant: string) => string
  /** « 12 sept. 2026, 14 h 32 », for tables. */
  readonly short: (instant: string) => string
  /** « 12 sept. 2026 », of a calendar day. */
  readonly shortDay: (day: string) => string
  /** « 12 mars 2026 », of a calendar day `YYYY-MM-DD`. */
  readonly day: (day: string) => string
}

export function courtTime(zone: string, language: Language): CourtTime {
  const format = (options: Intl.DateTimeFormatOptions, timeZone = zone) => {
    const formatter = new Intl.DateTimeFormat(formatTag(language), { timeZone, ...options })
    return (value: string) => ordinal(formatter.format(new Date(value)), language)
  }
  const dayFormat: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
  const dayOf = format(dayFormat)
  const shortDay = format({ ...dayFormat, month: 'short' })
  const clockFormat: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }
  const clock = format(clockFormat)
  const time = (value: string) =>
    language === 'fr' ? clock(value).replace(':', '\u00a0h\u00a0') : clock(value)
  const seconds: Intl.DateTimeFormatOptions = { ...clockFormat, second: '2-digit' }
  const toSecond = format(seconds)
  const toMillisecond = format({ ...seconds, fractionalSecondDigits: 3 })
  const exact = (value: string, milliseconds: boolean) => {
    const told = (milliseconds ? toMillisecond : toSecond)(value)
    if (language === 'en') return told
    return told.replace(/^(\d+):(\d+):(.+)$/, '$1\u00a0h\u00a0$2\u00a0min\u00a0$3\u00a0s')
  }
  const at = language === 'fr' ? 'à' : 'at'
  return {
    zone,
    zoneName: zoneNames[zone]?.[language] ?? zone,
    instant: (value) => `${dayOf(value)} ${at} ${time(value)}`,
    exact: (value, milliseconds) => `${dayOf(value)} ${at} ${exact(value, milliseconds)}`,
    time,
    longDay: format({ weekday: 'long', ...dayFormat }),
    dayOf,
    short: (value) => `${shortDay(value)}, ${time(value)}`,
    shortDay: format({ ...dayFormat, month: 'short' }, 'UTC'),
    day: format(dayFormat, 'UTC'),
  }
}

/** « 1er mars ». */
function ordinal(day: string, language: Language): string {
  return language === 'fr' ? day.replace(/(^|\s)1 (?=\p{L})/u, '$11er ') : day
}
