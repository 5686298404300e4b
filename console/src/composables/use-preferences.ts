import { shallowRef, watch, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useTheme } from 'vuetify'
import { isLanguage, type Language } from '../locales/language.ts'

const LANGUAGE = 'contremarque.language'
const THEME = 'contremarque.theme'

/** What this browser was told before; French and the system's brightness where nothing was. */
export function storedPreferences(): { language: Language; theme: 'light' | 'dark' } {
  const language = localStorage.getItem(LANGUAGE)
  const theme = localStorage.getItem(THEME)
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  return {
    language: isLanguage(language) ? language : 'fr',
    theme: theme === 'dark' || theme === 'light' ? theme : system,
  }
}

/** Language of the page, as one shared, settable ref. */
export function useLanguage(): {
  readonly language: ShallowRef<Language>
  toggleLanguage: () => void
} {
  const { locale } = useI18n({ useScope: 'global' })
  const language = shallowRef<Language>(isLanguage(locale.value) ? locale.value : 'fr')
  watch(
    locale,
    (value) => {
      if (isLanguage(value)) language.value = value
    },
    { flush: 'sync' },
  )
  const toggleLanguage = () => {
    const next = language.value === 'fr' ? 'en' : 'fr'
    locale.value = next
    localStorage.setItem(LANGUAGE, next)
    document.documentElement.lang = next
  }
  return { language, toggleLanguage }
}

/** Light or dark, kept in this browser. */
export function useBrightness() {
  const theme = useTheme()
  const toggleTheme = () => {
    const next = theme.global.current.value.dark ? 'light' : 'dark'
    void theme.change(next)
    localStorage.setItem(THEME, next)
  }
  return { isDark: () => theme.global.current.value.dark, toggleTheme }
}
