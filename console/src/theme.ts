import type { VuetifyOptions } from 'vuetify'

export const themeNames = ['light', 'dark'] as const

export type ThemeName = (typeof themeNames)[number]

const variables = { 'medium-emphasis-opacity': 0.78, 'border-opacity': 0.18 }

/** Ink on paper, and the same by night; one accent. Contrasts hold for every text on every surface. */
export function consoleTheme(defaultTheme: ThemeName): NonNullable<VuetifyOptions['theme']> {
  return {
    defaultTheme,
    themes: {
      light: {
        dark: false,
        colors: {
          background: '#F7F6F3',
          surface: '#FFFFFF',
          primary: '#1F3A93',
          secondary: '#3F4550',
          info: '#0B4F8A',
          success: '#1B5E20',
          warning: '#7A3E00',
          error: '#A31515',
        },
        variables,
      },
      dark: {
        dark: true,
        colors: {
          background: '#14161B',
          surface: '#1C1F26',
          primary: '#A9C1FF',
          secondary: '#C3C8D2',
          info: '#8EC9FF',
          success: '#8FD694',
          warning: '#FFC27A',
          error: '#FF9B9B',
        },
        variables,
      },
    },
  }
}

interface Head {
  readonly style: readonly { readonly textContent: string }[]
}

/**
 * Takes the theme's rules as a constructed style sheet, which a policy of `style-src 'self'` allows
 * without a nonce. Vuetify hands them to whoever is provided as `usehead`.
 */
export function themeSheet() {
  return {
    push(head: () => Head) {
      const sheet = new CSSStyleSheet()
      const write = (from: () => Head) =>
        sheet.replaceSync(
          from()
            .style.map(({ textContent }) => textContent)
            .join('\n'),
        )
      write(head)
      document.adoptedStyleSheets.push(sheet)
      return { patch: write }
    },
  }
}
