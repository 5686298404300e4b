import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { courtTime, type CourtTime } from '../locales/court-time.ts'
import { useLanguage } from './use-preferences.ts'

/** Formats of one zone in the reader's language; UTC where no court is concerned. */
export function useCourtTime(zone: MaybeRefOrGetter<string | undefined>): ComputedRef<CourtTime> {
  const { language } = useLanguage()
  return computed(() => courtTime(toValue(zone) ?? 'UTC', language.value))
}
