import { englishRefusals } from './english-refusals.ts'
import { frenchRefusals } from './french-refusals.ts'
import { typeset } from './typography.ts'

/** Why a demand of this untrusted code was refused; undefined where there are no words for it. */
export function refusalWords(code: string, locale: string): string | undefined {
  const language = locale === 'en' ? 'en' : 'fr'
  const words = language === 'en' ? englishRefusals : frenchRefusals
  return Object.hasOwn(words, code) ? typeset(words[code]!, language) : undefined
}
