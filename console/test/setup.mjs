import { TextDecoder, TextEncoder } from 'node:util'

// What Vuetify asks of a browser and jsdom does not have. Nothing is measured in these tests.
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}

globalThis.ResizeObserver ??= Observer
globalThis.IntersectionObserver ??= Observer
globalThis.CSS ??= { supports: () => false, escape: (text) => text }
globalThis.visualViewport ??= new EventTarget()
globalThis.matchMedia ??= (media) => Object.assign(new EventTarget(), { media, matches: false })
globalThis.TextEncoder ??= TextEncoder
globalThis.TextDecoder ??= TextDecoder
