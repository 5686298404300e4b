import { nextTick } from 'vue'

/** A reader of speech hears where he is; the keyboard goes on from the top of the page. */
export async function focusHeading(): Promise<void> {
  await nextTick()
  window.scrollTo(0, 0)
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}
