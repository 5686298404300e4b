import { createI18n } from 'vue-i18n'
import { english } from './locales/english/messages.ts'
import { french } from './locales/french/messages.ts'
import { isLanguage, type Language } from './locales/language.ts'
import { typeset } from './locales/typography.ts'

/** French first: what English lacks is said in French, and a test sees that it lacks nothing. */
export function consoleI18n(language: Language) {
  const i18n = createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'fr',
    messages: { fr: french, en: english },
    postTranslation: (text) => {
      const locale: unknown = i18n.global.locale.value
      return typeof text === 'string' && isLanguage(locale) ? typeset(text, locale) : text
    },
  })
  return i18n
}
