/** French first. */
export const languages = ['fr', 'en'] as const

export type Language = (typeof languages)[number]

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value)
}

/** As which numbers and dates are written. */
export function formatTag(language: Language): string {
  return language === 'fr' ? 'fr-FR' : 'en-GB'
}
