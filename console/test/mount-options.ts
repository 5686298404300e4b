import { createMemoryHistory, createRouter } from 'vue-router'
import { createVuetify } from 'vuetify'
import * as components from 'vuetify/components'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'
import { consoleI18n } from '../src/i18n.ts'
import type { Language } from '../src/locales/language.ts'

const nowhere = { template: '<p />' }
const names = {
  home: '/',
  case: '/affaires/:id',
  entry: '/inscriptions/:id',
  verify: '/verifier',
  session: '/session',
  ledger: '/registre',
}

/** What a component of the console needs around it. */
export function mountOptions(language: Language = 'fr') {
  const routes = Object.entries(names).map(([name, path]) => ({ name, path, component: nowhere }))
  const router = createRouter({ history: createMemoryHistory(), routes })
  const vuetify = createVuetify({
    components,
    icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
  })
  return { global: { plugins: [vuetify, consoleI18n(language), router] } }
}

/** The text as a reader reads it: no-break spaces are spaces. */
export function plain(text: string): string {
  return text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
