import { onScopeDispose, shallowRef, watchEffect, type ShallowRef } from 'vue'

const shown = shallowRef<string>()

/** Zone of the court that the page shown is about; undefined where no court is concerned. */
export function usePageZone(): Readonly<ShallowRef<string | undefined>> {
  return shown
}

/** Says the zone of this page's court, for as long as the page is shown. */
export function sayPageZone(zone: () => string | undefined): void {
  watchEffect(() => (shown.value = zone()))
  onScopeDispose(() => (shown.value = undefined))
}
