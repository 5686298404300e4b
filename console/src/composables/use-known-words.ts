import { useI18n } from 'vue-i18n'

/** The words for a key, or the fallback where a code is newer than this console. */
export function useKnownWords(): (key: string, fallback: string) => string {
  const words = useI18n()
  return (key, fallback) => (words.te(key) ? words.t(key) : fallback)
}
