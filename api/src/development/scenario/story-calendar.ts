import { courtDay } from '../../actions/court-day.js'
import { claimedInstant } from '../../import/claimed-instant.js'

const DAY = 86_400_000
const ZONE = 'Europe/Paris'
/** From the first Monday of the story to real time: nine months and at most a week. */
const LENGTH = 274

/**
 * Days of the story, counted from its first Monday, so that court days are working days: day 0 is a
 * Monday, day 4 a Friday.
 */
export class StoryCalendar {
  /** `YYYY-MM-DD`, a Monday. */
  readonly monday: string

  constructor(monday: string) {
    this.monday = monday
  }

  /** The calendar of a story that ends a little before `now`, in milliseconds since 1970. */
  static endingAt(now: number): StoryCalendar {
    const first = Date.parse(`${courtDay(now - LENGTH * DAY, ZONE)}T00:00:00Z`)
    const weekday = new Date(first).getUTCDay()
    return new StoryCalendar(dayOf(first + ((8 - weekday) % 7) * DAY))
  }

  /** `YYYY-MM-DD` of a day of the story. */
  day(number: number): string {
    return dayOf(Date.parse(`${this.monday}T00:00:00Z`) + number * DAY)
  }

  /** That day in French: « 14 mars 2026 ». */
  inWords(number: number): string {
    const format = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' })
    return format.format(Date.parse(`${this.day(number)}T00:00:00Z`))
  }

  /** Two digits of the year in which the story begins: « RG 26/00417 ». */
  get year(): string {
    return this.monday.slice(2, 4)
  }

  /** Milliseconds since 1970 of `hh:mm` on a day, in Paris. */
  at(number: number, time: string): number {
    const claimed = claimedInstant(`${this.day(number)} ${time}:00`, ZONE)
    // The scenes are by day: no hour of theirs is skipped or doubled by summer time.
    return 'at' in claimed ? Date.parse(claimed.at) : NaN
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
