import type { Language } from './language.ts'

const NO_BREAK = '\u00a0'

/** French signs do not leave their word: no-break spaces where the words have plain ones. */
export function typeset(text: string, language: Language): string {
  if (language !== 'fr') return text
  return text
    .replace(/ ([:;!?»€])/g, `${NO_BREAK}$1`)
    .replace(/« /g, `«${NO_BREAK}`)
    .replace(/n° /g, `n°${NO_BREAK}`)
    .replace(/(\d) h (\d)/g, `$1${NO_BREAK}h${NO_BREAK}$2`)
}
