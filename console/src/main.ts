import 'vuetify/styles'
import './styles.css'
import { createApp } from 'vue'
import { createVuetify } from 'vuetify'
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg'
import { en, fr } from 'vuetify/locale'
import App from './App.vue'
import { storedPreferences } from './composables/use-preferences.ts'
import { consoleI18n } from './i18n.ts'
import { consoleRouter } from './router.ts'
import { consoleTheme, themeSheet } from './theme.ts'

const { language, theme } = storedPreferences()
document.documentElement.lang = language

createApp(App)
  .provide('usehead', themeSheet())
  .use(
    createVuetify({
      theme: consoleTheme(theme),
      locale: { locale: language, fallback: 'fr', messages: { fr, en } },
      icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
    }),
  )
  .use(consoleI18n(language))
  .use(consoleRouter())
  .mount('#app')
