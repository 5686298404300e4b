import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** The document's title: what the page is about, then the product. */
export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => {
    document.title = `${toValue(title)} · Contremarque`
  })
}
