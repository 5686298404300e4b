import { formatTag, type Language } from './language.ts'

/** « A, B et C ». */
export function listOf(items: readonly string[], language: Language): string {
  const type = 'conjunction'
  return new Intl.ListFormat(language === 'fr' ? 'fr' : 'en-GB', { type }).format(items)
}

/** Cents of euro: « 3 000,00 € ». */
export function euros(cents: number, language: Language): string {
  return new Intl.NumberFormat(formatTag(language), { style: 'currency', currency: 'EUR' }).format(
    cents / 100,
  )
}

/** « 8 577 ». */
export function wholeNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(formatTag(language)).format(value)
}

/** « 37 % », of a number from 0 to 100. */
export function percentage(value: number, language: Language): string {
  const format = { style: 'percent', maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(formatTag(language), format).format(value / 100)
}

/** « 1 lecture », « 7 lectures »: a number and its noun; none is singular in French alone. */
export function counted(value: number, one: string, many: string, language: Language): string {
  const isOne = new Intl.PluralRules(language).select(value) === 'one'
  return `${wholeNumber(value, language)} ${isOne ? one : many}`
}

/** The code of a screen, behind which may stand the pseudonym of whose data it shows. */
export function screenCode(screen: string): string {
  return screen.replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '')
}

/** A duration in its largest fitting unit: « < 1 s », « 3 s », « 12 min », « 4 h », « 2 j ». */
export function duration(milliseconds: number, language: Language): string {
  if (milliseconds < 1000) return '< 1\u00a0s'
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds}\u00a0s`
  if (seconds < 7200) return `${Math.round(seconds / 60)}\u00a0min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)}\u00a0h`
  return `${Math.round(seconds / 86_400)}\u00a0${language === 'fr' ? 'j' : 'd'}`
}
